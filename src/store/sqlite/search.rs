//! The full-text index of comments (FTS5). It holds no text of its own: `rowid` is the comment's id. New words are written once for each
//! group of writes: FTS5 makes a segment, to be merged with others later, at each end of a savepoint that something was indexed in.

use rusqlite::{Connection, OptionalExtension, Result, params};

use crate::domain::CommentId;

/// Reads comments as they are now. FTS5 wants them by ascending id; out of order each makes a segment of its own.
pub(super) fn index(connection: &Connection, comments: &[CommentId]) -> Result<()> {
    for comment in comments {
        match words_of(connection, *comment)? {
            Some((body, name)) => add(connection, *comment, &body, &name)?,
            None => remove(connection, *comment)?,
        }
    }
    Ok(())
}

/// None where they are forgotten, or the comment is.
fn words_of(connection: &Connection, id: CommentId) -> Result<Option<(String, String)>> {
    connection
        .prepare_cached("SELECT source, coalesce(name, '') FROM comment WHERE id = ? AND source <> ''")?
        .query_row([id.as_i64()], |row| Ok((spaced(row.get_ref(0)?.as_str()?), spaced(row.get_ref(1)?.as_str()?))))
        .optional()
}

fn add(connection: &Connection, id: CommentId, body: &str, name: &str) -> Result<()> {
    connection.prepare_cached("INSERT OR REPLACE INTO comment_text (rowid, body, name) VALUES (?, ?, ?)")?.execute(params![
        id.as_i64(),
        body,
        name
    ])?;
    Ok(())
}

fn remove(connection: &Connection, id: CommentId) -> Result<()> {
    connection.prepare_cached("DELETE FROM comment_text WHERE rowid = ?")?.execute([id.as_i64()])?;
    Ok(())
}

/// What was typed into a search field as an FTS5 query: every word must be there, the last letters of each may be missing. Whatever FTS5
/// would take for its own syntax is quoted. None where there is no word.
pub(super) fn query(typed: &str) -> Option<String> {
    let words: Vec<String> =
        typed.split(|c: char| !c.is_alphanumeric() && !is_mark(c)).filter(|word| !word.is_empty()).map(phrase).collect();
    (!words.is_empty()).then(|| words.join(" "))
}

/// A word in a script without spaces is a phrase of its characters.
fn phrase(word: &str) -> String {
    format!("\"{}\"*", spaced(word).trim())
}

/// Combining marks belong to the letter before them.
fn is_mark(c: char) -> bool {
    unicode_normalization::char::is_combining_mark(c)
}

/// Sets characters of scripts without spaces apart, so that each is found: FTS5's tokenizer would take a whole sentence for one word.
fn spaced(text: &str) -> String {
    let mut spaced = String::with_capacity(text.len());
    for c in text.chars() {
        if is_written_without_spaces(c) {
            spaced.extend([' ', c, ' ']);
        } else {
            spaced.push(c);
        }
    }
    spaced
}

/// Kana, Han, Thai, Lao, Khmer, Burmese.
fn is_written_without_spaces(c: char) -> bool {
    matches!(u32::from(c),
        0x0E00..=0x0EFF | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
        && !is_mark(c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn indexed(texts: &[&str]) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        for migration in crate::store::sqlite::migrations::MIGRATIONS {
            connection.execute_batch(migration).unwrap();
        }
        for (number, text) in (0..).zip(texts) {
            add(&connection, CommentId::from_i64(number), &spaced(text), "").unwrap();
        }
        connection
    }

    fn found(connection: &Connection, typed: &str) -> Vec<i64> {
        let Some(query) = query(typed) else { return Vec::new() };
        let mut statement = connection.prepare("SELECT rowid FROM comment_text WHERE comment_text MATCH ? ORDER BY rowid").unwrap();
        statement.query_map([query], |row| row.get(0)).unwrap().collect::<Result<_>>().unwrap()
    }

    #[test]
    fn words_are_found_by_their_beginning_without_accents_and_in_scripts_without_spaces() {
        let index = indexed(&["The café on the quay", "cafeteria", "我喜欢手表和潮汐", "don't panic"]);
        assert_eq!(found(&index, "cafe"), [0, 1]);
        assert_eq!(found(&index, "QUAY café"), [0]);
        assert_eq!(found(&index, "手表"), [2]);
        assert_eq!(found(&index, "表手"), [0_i64; 0]);
        assert_eq!(found(&index, "don't"), [3]);
    }

    #[test]
    fn what_fts5_takes_for_syntax_is_only_words() {
        let index = indexed(&["one AND two", "three"]);
        for typed in ["\"", "*", "AND", "one AND", "NOT", "body:one", "(", "one\" OR \"three", "^", "NEAR(", "-one", "{a b}:c", "\0"] {
            let _ = found(&index, typed);
        }
        assert_eq!(found(&index, "one\" OR \"three"), [0_i64; 0]);
        assert_eq!(found(&index, "AND"), [0]);
    }

    proptest! {
        #[test]
        fn anything_can_be_searched_for(typed in any::<String>()) {
            found(&indexed(&["a"]), &typed);
        }
    }
}
