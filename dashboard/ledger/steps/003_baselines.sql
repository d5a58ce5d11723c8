create table baseline (
    id text primary key,
    version integer not null,
    made_at text not null,
    made_by text not null,
    changed_at text not null,
    changed_by text not null,
    removed_at text,
    measure text not null,
    address text not null,
    from_month text not null,
    reason text not null
)

create index baseline_of on baseline (measure, address)
