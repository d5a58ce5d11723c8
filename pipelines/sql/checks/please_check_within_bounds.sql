-- One row per finding that rests on fewer answers than anything may be said about, or on more than there are around it
select
    mart_please_check.kind,
    mart_please_check.survey_id,
    mart_please_check.placement_id,
    mart_please_check.from_on
from mart_please_check
inner join reg_rule
    on reg_rule.name = 'base_hidden_below'
where
    mart_please_check.responses < reg_rule.value
    or mart_please_check.responses > mart_please_check.around_responses
    or mart_please_check.to_on < mart_please_check.from_on
