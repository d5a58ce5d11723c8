create function append_only() returns trigger language plpgsql as $$
begin
    raise exception 'the table % is append-only', tg_table_name;
end $$

create trigger audit_is_append_only before update or delete or truncate on audit
for each statement execute function append_only()

create trigger change_is_append_only before update or delete or truncate on change
for each statement execute function append_only()
