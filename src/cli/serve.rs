use super::logging;
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
    application.run_until_stopped().await
}
