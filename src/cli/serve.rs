use super::{logging, site};
use crate::config::Config;
use crate::server::{Application, Pages};

pub(super) async fn run(config: &Config) -> anyhow::Result<()> {
    logging::start(&config.log);
    let application = Application::build(config, Pages::None).await?;
    println!("Rejoinder listens on http://{}", application.address());
    tracing::info!(address = %application.address(), folder = %config.data.folder.display(), "listening on {}", application.address());
    if application.discussion().sites().all().is_empty() {
        tracing::warn!("there is no site yet; add one with `rejoinder site add KEY --name NAME --origin https://…`");
    }
    if let Some(secret) = application.discussion().open_setup().await? {
        println!("There is no account yet. Make the owner's, once, at {}/admin#setup={secret}", reachable(config, &application));
    }
    application.run_until_stopped().await
}

fn reachable(config: &Config, application: &Application) -> String {
    match &config.server.public_url {
        Some(_) => site::public_address(config),
        None => format!("http://{}", application.address()),
    }
}
