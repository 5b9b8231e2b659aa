-- The tables that Waline's documentation asks an owner to make, with the columns that its server writes and reads.
CREATE TABLE wl_Comment (
    id INTEGER PRIMARY KEY AUTOINCREMENT, user_id INTEGER, comment TEXT, insertedAt TEXT, ip TEXT, link TEXT, mail TEXT, nick TEXT,
    pid INTEGER, rid INTEGER, sticky NUMERIC, status TEXT, "like" INTEGER, ua TEXT, url TEXT, createdAt TEXT, updatedAt TEXT
);
CREATE TABLE wl_Counter (
    id INTEGER PRIMARY KEY AUTOINCREMENT, time INTEGER, url TEXT, reaction0 INTEGER, reaction1 INTEGER, reaction2 INTEGER,
    reaction3 INTEGER, reaction4 INTEGER, reaction5 INTEGER, reaction6 INTEGER, reaction7 INTEGER, reaction8 INTEGER,
    createdAt TEXT, updatedAt TEXT
);
CREATE TABLE wl_Users (
    id INTEGER PRIMARY KEY AUTOINCREMENT, display_name TEXT, email TEXT, password TEXT, type TEXT, label TEXT, url TEXT, avatar TEXT,
    github TEXT, twitter TEXT, facebook TEXT, google TEXT, weibo TEXT, qq TEXT, oidc TEXT, "2fa" TEXT, createdAt TEXT, updatedAt TEXT
);
