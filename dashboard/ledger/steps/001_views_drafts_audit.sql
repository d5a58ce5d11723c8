create table revision (
    one integer primary key check (one = 1),
    number bigint not null
)

insert into revision (one, number) values (1, 0)

create table kept_view (
    id text primary key,
    version integer not null,
    made_at text not null,
    made_by text not null,
    changed_at text not null,
    changed_by text not null,
    removed_at text,
    person text not null,
    name text not null,
    page text not null,
    address text not null
)

create unique index kept_view_name on kept_view (person, name) where removed_at is null

create table draft (
    id text primary key,
    version integer not null,
    made_at text not null,
    made_by text not null,
    changed_at text not null,
    changed_by text not null,
    removed_at text,
    kind text not null,
    title text not null,
    page text not null,
    address text not null,
    build text not null,
    measure text not null,
    unit_id text not null,
    numbers text not null,
    improvement_id text
)

create table change (
    number bigint primary key,
    at text not null,
    who text not null,
    kind text not null,
    subject text not null,
    version integer not null,
    action text not null,
    before_values text not null,
    after_values text not null,
    undoes bigint references change (number)
)

create index change_subject on change (kind, subject, number)

create table audit (
    number bigint primary key,
    at text not null,
    who text not null,
    came_from text not null,
    page text not null,
    slice text not null,
    action text not null,
    subject text not null,
    is_refused integer not null check (is_refused in (0, 1)),
    detail text not null,
    previous_hash text not null,
    hash text not null
)

create table audit_head (
    one integer primary key check (one = 1),
    number bigint not null,
    hash text not null
)

insert into audit_head (one, number, hash) values (1, 0, '')
