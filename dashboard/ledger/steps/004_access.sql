create table suspension (
    id text primary key,
    version integer not null,
    made_at text not null,
    made_by text not null,
    changed_at text not null,
    changed_by text not null,
    removed_at text,
    person text not null,
    reason text not null
)

create unique index suspension_of on suspension (person) where removed_at is null

create table ended_session (
    session text primary key,
    person text not null,
    ended_at text not null
)

create index audit_of on audit (action, at)
