create trigger audit_is_not_edited before update on audit begin select raise(abort, 'the audit is append-only'); end

create trigger audit_is_not_deleted before delete on audit begin select raise(abort, 'the audit is append-only'); end

create trigger change_is_not_edited before update on change begin select raise(abort, 'changes are append-only'); end

create trigger change_is_not_deleted before delete on change begin select raise(abort, 'changes are append-only'); end
