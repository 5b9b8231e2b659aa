//! A server with accounts, and those who work in its console.

use serde_json::{Value, json};

use super::builders::{SITE, draft};
use super::client::{Answer, Client};
use super::server::{Server, Setup};

pub(crate) const OWNER: &str = "olive@example.com";
pub(crate) const PASSWORD: &str = "twelve grey herons";

/// A server that has an owner.
pub(crate) struct Staff {
    pub(crate) server: Server,
    pub(crate) owner: Console,
}

impl Staff {
    pub(crate) fn start() -> Self {
        Self::of(Setup::new())
    }

    /// The owner is made by the command line, before the server starts.
    pub(crate) fn of(setup: Setup) -> Self {
        let folder = setup.prepare();
        let add = ["account", "add", OWNER, "--name", "Olive Owner", "--role", "owner", "--password-stdin"];
        folder.run_with_input(&add, PASSWORD).success();
        let server = Server::start_in(folder);
        let owner = Console::sign_in(&server, OWNER);
        Self { server, owner }
    }

    /// Adds an account with a role on one site, and gives its mail address.
    #[track_caller]
    pub(crate) fn add(&self, name: &str, role: &str, site: &str) -> String {
        self.add_labelled(name, role, site, Value::Null)["email"].as_str().expect("an address is text").to_owned()
    }

    #[track_caller]
    pub(crate) fn add_labelled(&self, name: &str, role: &str, site: &str, label: Value) -> Value {
        let email = format!("{}@example.com", name.to_lowercase().replace(' ', "."));
        let roles = json!([{"site": site, "role": role}]);
        let account = json!({"email": email, "name": name, "label": label, "owner": role == "owner", "roles": roles, "password": PASSWORD});
        let account = if role == "owner" { without_roles(account) } else { account };
        self.owner.post("/accounts", &account).json_of(201)
    }

    /// The console of an account that is added for this.
    #[track_caller]
    pub(crate) fn console_of(&self, name: &str, role: &str, site: &str) -> Console {
        Console::sign_in(&self.server, &self.add(name, role, site))
    }

    /// Signs an account in to the threads of a site.
    #[track_caller]
    pub(crate) fn thread_of(&self, email: &str, site: &str) -> Client {
        let session = login(&self.server.client(), email, PASSWORD, site).json_of(200);
        self.server.client().with_token(session["token"].as_str().expect("a token is text"))
    }

    /// A moderator in the threads of the site `blog`.
    #[track_caller]
    pub(crate) fn moderator(&self) -> Client {
        let email = self.add("Mo Derator", "moderator", SITE);
        self.thread_of(&email, SITE)
    }

    /// Changes the settings of the site `blog`.
    #[track_caller]
    pub(crate) fn set(&self, settings: &Value) {
        self.owner.send("PATCH", &format!("/sites/{SITE}"), Some(&json!({"settings": settings}))).json_of(200);
    }

    /// A visitor's comment, with its writer.
    #[track_caller]
    pub(crate) fn visitor_says(&self, body: &str) -> (Client, String) {
        let visitor = self.server.visitor();
        let id = visitor.posts(&draft(body));
        (visitor, id)
    }
}

fn without_roles(mut account: Value) -> Value {
    account["roles"] = json!([]);
    account
}

pub(crate) fn login(client: &Client, email: &str, password: &str, site: &str) -> Answer {
    client.send("POST", "/api/v1/login", Some(&json!({"site": site, "email": email, "password": password})))
}

/// Somebody before the console, signed in or not.
#[derive(Clone)]
pub(crate) struct Console {
    pub(crate) client: Client,
}

impl Console {
    pub(crate) fn nobody(server: &Server) -> Self {
        Self { client: server.client() }
    }

    #[track_caller]
    pub(crate) fn sign_in(server: &Server, email: &str) -> Self {
        let nobody = Self::nobody(server);
        let answer = nobody.login(email, PASSWORD);
        answer.json_of(200);
        nobody.with_cookie(&cookie(&answer))
    }

    pub(crate) fn with_cookie(&self, cookie: &str) -> Self {
        Self { client: self.client.with_header("cookie", cookie) }
    }

    pub(crate) fn login(&self, email: &str, password: &str) -> Answer {
        self.post("/login", &json!({"email": email, "password": password}))
    }

    pub(crate) fn send(&self, method: &str, path: &str, json: Option<&Value>) -> Answer {
        self.client.send(method, &format!("/api/v1/admin{path}"), json)
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send("GET", path, None)
    }

    pub(crate) fn post(&self, path: &str, json: &Value) -> Answer {
        self.send("POST", path, Some(json))
    }

    /// Gives comments a status.
    pub(crate) fn decide(&self, comments: &[&str], status: &str) -> Answer {
        self.post("/decisions", &json!({"comments": comments, "status": status}))
    }

    /// The comments that this asks for.
    #[track_caller]
    pub(crate) fn comments(&self, parameters: &str) -> Value {
        self.get(&format!("/comments?{parameters}")).json_of(200)["comments"].clone()
    }
}

/// The name and the value of the cookie that an answer sets.
#[track_caller]
pub(crate) fn cookie(answer: &Answer) -> String {
    let set = answer.header("set-cookie").expect("the answer sets a cookie");
    set.split(';').next().expect("a text has a first part").to_owned()
}
