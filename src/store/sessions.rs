use jiff::Timestamp;
use serde_json::json;

use super::sqlite::{account, audit, comment, member, session, site, writer::Write};
use super::{By, Store, StoreError};
use crate::domain::{Account, AccountId, ActorId, Member, MemberId, MemberProfile, Refusal, SessionId, SiteId, Speaker, SsoSettings};

/// Who is signed in by a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionHolder {
    Account(AccountId),
    Member(MemberId),
}

/// Somebody who is signed in, as they are now.
#[derive(Debug, Clone)]
pub enum SignedIn {
    Account(Account),
    Member(Member),
}

/// A session to begin: of one site's threads, or without a site of the console.
#[derive(Debug, Clone, Copy)]
pub struct NewSession {
    pub id: SessionId,
    pub site: Option<SiteId>,
    pub expires_at: Timestamp,
}

/// Somebody as a site's backend names them.
#[derive(Debug, Clone)]
pub struct NamedMember {
    pub site: SiteId,
    pub subject: String,
    pub profile: MemberProfile,
    /// When it said so, as far as it tells.
    pub issued_at: Option<Timestamp>,
    /// What the token was checked with.
    pub checked_with: SsoSettings,
}

impl Store {
    /// Who is signed in by this session now, and until when. None where it is over.
    pub async fn signed_in(
        &self,
        id: SessionId,
        site: Option<SiteId>,
        now: Timestamp,
    ) -> Result<Option<(SignedIn, Timestamp)>, StoreError> {
        self.readers
            .run(move |connection| {
                let Some((holder, until)) = session::holder(connection, id, site, now)? else { return Ok(None) };
                let signed_in = match holder {
                    SessionHolder::Account(id) => account::find(connection, id)?.map(SignedIn::Account),
                    SessionHolder::Member(id) => member::find(connection, id)?.map(SignedIn::Member),
                };
                Ok(signed_in.map(|signed_in| (signed_in, until)))
            })
            .await
    }

    /// Signs an account in, unless the password that was checked is no longer its own.
    pub async fn begin_session(&self, account: &Account, checked: String, new: NewSession, now: Timestamp) -> Result<(), StoreError> {
        let (id, by) = (account.id, By::from(account));
        self.writer
            .run(move |write| {
                account::find(write.connection, id)?.ok_or(Refusal::UnknownAccount)?;
                if account::password(write.connection, id)? != Some(checked) {
                    return Err(Refusal::UnknownAccount.into());
                }
                session::insert(write.connection, new.id, SessionHolder::Account(id), new.site, new.expires_at)?;
                account::note_seen(write.connection, id, now)?;
                let place = if new.site.is_some() { "thread" } else { "console" };
                let deed = audit::Deed { by: &by, site: new.site, action: "signed_in", comment: None, detail: json!({ "place": place }) };
                super::audit::note(&write, &deed, None, now)?;
                Ok(())
            })
            .await
    }

    pub async fn end_session(&self, id: SessionId) -> Result<(), StoreError> {
        self.writer.run(move |write| Ok(session::delete(write.connection, id)?)).await
    }

    /// Signs in somebody whom a site's backend has named, as it named them last: badges of earlier comments follow. A token older than
    /// another one signs in too, but brings back nothing that the newer one took.
    pub async fn admit_member(
        &self,
        named: NamedMember,
        fresh_actor: ActorId,
        new: NewSession,
        now: Timestamp,
    ) -> Result<Member, StoreError> {
        self.writer
            .run(move |mut write| {
                if site::get_sso(write.connection, named.site)?.as_ref() != Some(&named.checked_with) {
                    return Err(Refusal::SsoKeyReplaced.into());
                }
                let member = match member::find_by_subject(write.connection, named.site, &named.subject)? {
                    None => member::insert(write.connection, &named, fresh_actor, now)?,
                    Some((known, issued_at)) if named.issued_at < issued_at => known,
                    // Of two tokens of one second, nobody knows which is the newer.
                    Some((known, issued_at)) if issued_at.is_some() && named.issued_at == issued_at => {
                        let profile = named.profile.clone().with_no_more_than(&known.profile);
                        rename(&mut write, known, &NamedMember { profile, ..named }, now)?
                    }
                    Some((known, _)) => rename(&mut write, known, &named, now)?,
                };
                session::insert(write.connection, new.id, SessionHolder::Member(member.id), new.site, new.expires_at)?;
                Ok(member)
            })
            .await
    }
}

/// Whoever speaks as they stand on the site now, whatever they stood for when they asked. In a session that is over nobody speaks.
pub(super) fn speaker_now(write: &Write<'_>, asked: Speaker, site: SiteId, now: Timestamp) -> Result<Speaker, StoreError> {
    let Some(id) = asked.session else { return Ok(asked) };
    let speaker = match session::holder_anywhere(write.connection, id, now)? {
        Some(SessionHolder::Account(account)) => account::find(write.connection, account)?.map(|account| Speaker::account(&account, site)),
        Some(SessionHolder::Member(member)) => member::find(write.connection, member)?.map(|member| Speaker::member(&member)),
        None => None,
    };
    Ok(speaker.ok_or(Refusal::SessionOver)?.in_session(id))
}

/// Another role ends the member's sessions; the badges of earlier comments follow.
fn rename(write: &mut Write<'_>, known: Member, named: &NamedMember, now: Timestamp) -> Result<Member, StoreError> {
    member::update(write.connection, known.id, named, now)?;
    if known.profile.role != named.profile.role {
        session::delete_of_member(write.connection, known.id)?;
    }
    let badge = named.profile.badge();
    if known.profile.badge() != badge {
        comment::set_badges(write.connection, known.site, known.actor, badge.as_ref())?;
        write.touched.everything();
    }
    Ok(Member { profile: named.profile.clone(), ..known })
}
