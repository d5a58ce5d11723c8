-- One row per build whose last day lies before something that happened, or that says nothing about itself
select
    build_info.data_until
from build_info
where
    build_info.data_until is null
    or build_info.data_until < (select max(responded_on) from fct_response)
    or build_info.data_until < (select max(received_on) from fct_complaint)
    or build_info.data_until < (select max(submitted_on) from fct_suggestion)
    or (select count(*) from build_info) <> 1
