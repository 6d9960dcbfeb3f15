"""Tables and triggers of the archive."""

SCHEMA = """
create table if not exists runs (
    id integer primary key,
    source text not null,
    started text not null,
    ended text,
    verdict text not null default 'running',
    reason text not null default '',
    pages integer not null default 0,
    adverts integer not null default 0,
    new integer not null default 0,
    changed integer not null default 0,
    dropped text not null default '{}',
    fill text not null default '{}',
    since text,
    cut_off integer not null default 0
);
create table if not exists snapshots (
    id integer primary key,
    source text not null,
    key text not null,
    hash text not null,
    url text not null,
    title text not null,
    facts text not null,
    json_ld text,
    html blob not null,
    page blob,
    first_seen text not null,
    run integer not null references runs
);
create table if not exists adverts (
    source text not null,
    key text not null,
    first_seen text not null,
    last_seen text not null,
    last_run integer not null references runs,
    latest integer not null references snapshots,
    primary key (source, key)
) without rowid;
create table if not exists searches (
    run integer not null references runs,
    source text not null,
    query text not null,
    searched_on text not null,
    pages integer not null,
    adverts integer not null,
    new integer,
    included integer
);
create table if not exists finds (
    run integer not null references runs,
    query text not null,
    key text not null,
    primary key (run, query, key)
) without rowid;
create table if not exists filled (
    snapshot integer not null references snapshots,
    label text not null,
    text text not null,
    found_by text not null,
    primary key (snapshot, label)
) without rowid;
create table if not exists losses (
    run integer not null references runs,
    label text not null,
    key text not null,
    before text not null,
    before_path text not null,
    after text not null,
    after_path text not null,
    primary key (run, label)
) without rowid;
create table if not exists listings (
    source text primary key,
    run integer not null references runs,
    url text not null,
    page blob not null
) without rowid;
create table if not exists stretches (
    snapshot integer not null references snapshots,
    since integer not null references runs,
    until integer not null references runs,
    primary key (snapshot, since)
) without rowid;
create table if not exists unread (
    run integer not null references runs,
    source text not null,
    key text not null,
    primary key (source, key, run)
) without rowid;
create table if not exists takedowns (
    kind text not null,
    what text not null,
    reason text not null,
    since text not null,
    primary key (kind, what)
) without rowid;
create table if not exists kept_readings (
    snapshot integer primary key references snapshots,
    wording text not null,
    included integer not null,
    reading blob not null
);
create table if not exists deeds (
    id integer primary key,
    done_at text not null,
    deed text not null,
    what text not null,
    why text not null,
    adverts integer not null,
    snapshots integer not null
);
create table if not exists served (
    source text not null,
    url text not null,
    etag text not null,
    last_modified text not null,
    asked_with text not null,
    keys text not null,
    fetched text not null,
    digest text not null default '',
    primary key (source, url)
) without rowid;
create trigger if not exists advert_forgotten after delete on adverts begin
    delete from served where source = old.source
        and exists (select 1 from json_each(served.keys) each where each.value = old.key);
end;
create trigger if not exists advert_taken_out after delete on adverts begin
    delete from finds where key = old.key and run in (select id from runs where source = old.source);
    delete from losses where run in (select id from runs where source = old.source);
end;
create trigger if not exists snapshot_taken_out after delete on snapshots begin
    delete from filled where snapshot = old.id;
end;
create trigger if not exists snapshot_pruned after update of html on snapshots when length(new.html) = 0 begin
    delete from filled where snapshot = old.id;
end;
create index if not exists runs_by_source on runs (source, id);
create index if not exists snapshots_by_advert on snapshots (source, key, id);
create trigger if not exists advert_seen_first after insert on adverts begin
    insert or ignore into stretches values (new.latest, new.last_run, new.last_run);
end;
create trigger if not exists advert_seen_again after update of last_run, latest on adverts begin
    update stretches set until = new.last_run where snapshot = new.latest
        and until = (select max(id) from runs where source = new.source and id < new.last_run);
    insert or ignore into stretches select new.latest, new.last_run, new.last_run where not exists
        (select 1 from stretches where snapshot = new.latest and until = new.last_run);
end;
"""
