-- One row per call: the text as recorded, or '' where nothing was, which every dimension reads as "not recorded"
create or replace macro recorded(value) as coalesce(trim(value), '')
