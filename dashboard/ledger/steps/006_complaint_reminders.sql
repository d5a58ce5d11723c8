create table complaint_reminder (
    complaint_id text not null,
    kind text not null,
    day text not null,
    recipient text not null,
    told_at text not null,
    primary key (complaint_id, kind, day, recipient)
)
