create table improvement (
    id text primary key,
    version integer not null,
    made_at text not null,
    made_by text not null,
    changed_at text not null,
    changed_by text not null,
    removed_at text,
    code text not null unique,
    title text not null,
    finding text not null,
    draft_id text references draft (id),
    suggestion_id text not null,
    measure text not null,
    unit_id text not null,
    line text not null,
    touchpoint_id text not null,
    owner text not null,
    status text not null,
    due_on text not null,
    reinspect_on text not null,
    done_on text,
    expected_change double precision,
    note text not null,
    verdict text not null,
    verdict_on text,
    verdict_numbers text not null
)

create index improvement_due on improvement (status, due_on)

create table owner_left (
    name text primary key,
    told_at text not null,
    told_by text not null
)

create table reminder (
    improvement_id text not null references improvement (id),
    kind text not null,
    day text not null,
    recipient text not null,
    told_at text not null,
    primary key (improvement_id, kind, day, recipient)
)
