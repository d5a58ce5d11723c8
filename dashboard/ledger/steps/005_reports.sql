create table typical_case (
    id text primary key,
    version integer not null,
    made_at text not null,
    made_by text not null,
    changed_at text not null,
    changed_by text not null,
    removed_at text,
    address text not null,
    period text not null,
    told_on text not null,
    unit_id text not null,
    text text not null
)

create index typical_case_of on typical_case (period, address)

create table report (
    number integer primary key,
    made_at text not null,
    made_by text not null,
    kind text not null,
    address text not null,
    period text not null,
    language text not null,
    build text not null,
    files text not null
)

create index report_of on report (kind, period, build)

create table report_sent (
    letter text not null,
    recipient text not null,
    told_at text not null,
    told_by text not null,
    primary key (letter, recipient)
)
