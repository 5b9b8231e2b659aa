//! The shape of the sources: which room may lean on which, what is committed beside them, and what nobody writes.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All files below a folder, by their path from it.
fn files(folder: &Path) -> BTreeMap<String, PathBuf> {
    let mut found = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(next) = folders.pop() {
        for entry in fs::read_dir(&next).unwrap_or_else(|error| panic!("{}: {error}", next.display())) {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else {
                found.insert(path.strip_prefix(folder).unwrap().to_str().unwrap().to_owned(), path);
            }
        }
    }
    found
}

/// A file of `src`, without its comments and without what is compiled for tests alone.
struct Source {
    name: String,
    room: String,
    code: String,
}

fn sources() -> Vec<Source> {
    let is_source = |name: &String| Path::new(name).extension().is_some_and(|ending| ending == "rs") && !name.ends_with("/tests.rs");
    let sources = files(&root().join("src")).into_iter().filter(|(name, _)| is_source(name));
    sources
        .map(|(name, path)| {
            let text = fs::read_to_string(path).unwrap();
            let text = text.split("\n#[cfg(test)]\n").next().unwrap();
            let code = text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
            let room = name.split(['/', '.']).next().unwrap().to_owned();
            Source { name, room, code }
        })
        .collect()
}

/// The rooms a source leans on: after every `crate::`, or all of them in `crate::{…}`.
fn rooms_named(code: &str) -> BTreeSet<String> {
    let word = |text: &str| text.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap_or_default().to_owned();
    let after = code.split("crate::").skip(1);
    after
        .flat_map(|rest| match rest.strip_prefix('{') {
            Some(list) => list.split('}').next().unwrap().split(',').map(|item| word(item.trim())).collect(),
            None => vec![word(rest)],
        })
        .collect()
}

#[test]
fn the_rooms_lean_on_those_below_them_alone() {
    let below: BTreeMap<&str, &[&str]> = BTreeMap::from([
        ("main", &["cli"][..]),
        ("lib", &[]),
        ("cli", &["server", "http", "discussion", "mail", "store", "identity", "markup", "domain", "config"]),
        ("server", &["http", "discussion", "mail", "store", "identity", "markup", "domain", "config"]),
        ("http", &["discussion", "store", "identity", "markup", "domain"]),
        ("discussion", &["mail", "store", "identity", "markup", "domain", "config"]),
        ("mail", &["store", "identity", "markup", "domain", "config"]),
        ("store", &["domain"]),
        ("identity", &["domain"]),
        ("markup", &["domain"]),
        ("domain", &[]),
        ("config", &[]),
    ]);
    for source in sources() {
        let allowed = below.get(source.room.as_str()).unwrap_or_else(|| panic!("{}: a room that this test does not know", source.name));
        for named in rooms_named(&source.code) {
            let own = named == source.room || ["main", "lib"].contains(&source.room.as_str());
            assert!(own || allowed.contains(&named.as_str()), "{} leans on {named}", source.name);
        }
    }
}

#[test]
fn the_reader_of_crate_paths_finds_them() {
    let code = "use crate::store::{Store, StoreError};\nuse crate::{config, http::Snapshots};\nfn f(x: crate::identity::Network) {}";
    assert_eq!(rooms_named(code).into_iter().collect::<Vec<_>>(), ["config", "http", "identity", "store"]);
}

#[test]
fn libraries_stay_in_their_rooms() {
    for (library, rooms) in [
        ("actix_web", &["http", "server", "cli"][..]),
        ("actix_cors", &["http"]),
        ("rusqlite", &["store"]),
        ("comrak", &["markup"]),
        ("ammonia", &["markup"]),
        ("jsonwebtoken", &["identity"]),
        ("aws_lc_rs", &["identity", "mail"]),
        ("lettre", &["mail"]),
        ("minijinja", &["mail", "http"]),
        ("argon2", &["identity"]),
        ("hmac", &["identity"]),
        ("utoipa", &["http"]),
        ("clap", &["cli"]),
        ("governor", &["discussion"]),
    ] {
        for source in sources() {
            let named = source.code.contains(&format!("{library}::")) || source.code.contains(&format!("use {library}"));
            assert!(!named || rooms.contains(&source.room.as_str()), "{} knows of {library}", source.name);
        }
    }
}

#[test]
fn sql_is_written_in_the_store_alone() {
    for source in sources().iter().filter(|source| source.room != "store") {
        for word in ["SELECT ", "INSERT INTO", "DELETE FROM", "PRAGMA ", "UPDATE comment"] {
            assert!(!source.code.contains(word), "{} has {word}", source.name);
        }
    }
}

#[test]
fn the_domain_has_no_clock_and_does_nothing() {
    let inward = ["domain", "store", "markup"];
    for source in sources().iter().filter(|source| inward.contains(&source.room.as_str())) {
        for clock in ["Timestamp::now", "SystemTime::now"] {
            assert!(!source.code.contains(clock), "{}: time is a value passed in, not {clock}", source.name);
        }
    }
    for source in sources().iter().filter(|source| source.room == "domain") {
        for deed in ["std::fs", "std::net", "std::io", "tokio::", "tracing::", "std::env", "std::thread", "getrandom"] {
            assert!(!source.code.contains(deed), "{} does {deed}", source.name);
        }
    }
}

#[test]
fn the_configuration_alone_reads_the_environment() {
    for source in sources().iter().filter(|source| source.room != "config") {
        assert!(!source.code.contains("env::var"), "{} reads the environment", source.name);
    }
}

#[test]
fn markup_alone_makes_html_of_a_readers_text() {
    for source in sources().iter().filter(|source| !["markup", "domain"].contains(&source.room.as_str())) {
        assert!(!source.code.contains("Html::sanitised"), "{} makes HTML", source.name);
    }
}

#[test]
fn nothing_is_left_undone_or_only_tried_out() {
    for source in sources() {
        for word in ["todo!(", "dbg!(", "unimplemented!(", ".unwrap()", "#[allow(", "TODO", "FIXME", "XXX"] {
            assert!(!source.code.contains(word), "{} has {word}", source.name);
        }
    }
}

#[test]
fn a_source_is_one_idea() {
    for source in sources() {
        let lines = source.code.lines().count();
        assert!(lines <= 400, "{} has {lines} lines of code", source.name);
    }
}

#[test]
fn migrations_are_numbered_without_gaps_and_all_are_embedded() {
    let embedding = fs::read_to_string(root().join("src/store/sqlite/migrations.rs")).unwrap();
    let names: Vec<String> = files(&root().join("migrations")).into_keys().collect();
    for (place, name) in names.iter().enumerate() {
        let (number, what) = name.split_once('_').unwrap_or_else(|| panic!("{name}: not NNNN_what.sql"));
        assert_eq!(number, format!("{:04}", place + 1), "{name}");
        let what = what.strip_suffix(".sql").unwrap_or_else(|| panic!("{name}: not NNNN_what.sql"));
        assert!(!what.is_empty() && what.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_'), "{name}");
        assert!(embedding.contains(&format!("migrations/{name}")), "{name} is not embedded");
    }
    assert!(embedding.contains(&format!("MIGRATIONS: [&str; {}]", names.len())));
}

#[test]
fn the_committed_widget_was_built_from_the_committed_sources() {
    let widget = root().join("widget");
    let sources = files(&widget.join("src")).into_keys().map(|name| format!("src/{name}"));
    let built =
        ["console.css", "console.html", "console.js", "count.js", "embed.js", "inline.js", "write.js"].map(|name| format!("dist/{name}"));
    let others = ["build.mjs", "package-lock.json", "package.json", "tsconfig.json"].map(str::to_owned);
    let expected: BTreeSet<String> = sources.chain(built).chain(others).collect();

    let listed = fs::read_to_string(widget.join("dist/SOURCES.sha256")).unwrap();
    let listed: Vec<(&str, &str)> = listed.lines().map(|line| line.split_once("  ").expect("a sum and a path")).collect();
    assert!(listed.is_sorted_by(|earlier, later| earlier.1 < later.1), "the lines are sorted by path");
    let named: BTreeSet<String> = listed.iter().map(|(_, path)| (*path).to_owned()).collect();
    assert_eq!(named, expected, "run `npm run build` in widget/");
    for (sum, path) in listed {
        let digest = data_encoding::HEXLOWER.encode(&Sha256::digest(fs::read(widget.join(path)).unwrap()));
        assert_eq!(digest, sum, "{path} has changed since the build; run `npm run build` in widget/");
    }
}

#[test]
fn every_configurable_key_is_in_the_example() {
    let example = fs::read_to_string(root().join("config.example.toml")).unwrap();
    let sections = ["sections", "mail"].map(|file| fs::read_to_string(root().join(format!("src/config/{file}.rs"))).unwrap()).join("\n");
    let keys = sections.lines().filter_map(|line| line.trim().strip_prefix("pub ")?.split_once(": ").map(|(key, _)| key));
    for key in keys.filter(|key| !key.contains(' ')) {
        assert!(example.contains(&format!("{key} = ")), "{key} is not in config.example.toml");
    }
}
