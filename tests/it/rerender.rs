use crate::support::{Client, Server, draft, wait_for};

const IMAGE: &str = "![a lighthouse](https://pictures.example/l.png)";

fn html(client: &Client) -> String {
    client.read()["comments"][0]["html"].as_str().unwrap().to_owned()
}

fn set_images(server: &Server, images: &str) {
    server.folder().run(&["site", "set", "blog", "--images", images]).success();
}

#[test]
fn old_comments_are_rendered_anew_when_the_site_allows_images_and_when_it_no_longer_does() {
    let server = Server::start();
    let visitor = server.visitor();
    visitor.says(IMAGE);
    let as_link = html(&visitor);
    assert!(as_link.contains("<a ") && !as_link.contains("<img"), "{as_link}");

    set_images(&server, "true");
    wait_for("the image to be shown", || html(&visitor).contains("<img").then_some(()));
    assert_eq!(visitor.read()["site"]["images"], true);
    assert_eq!(html(&visitor), visitor.preview(IMAGE).json_of(200)["html"].as_str().unwrap());

    set_images(&server, "false");
    wait_for("the image to be a link again", || (html(&visitor) == as_link).then_some(()));
}

#[test]
fn rendering_anew_is_no_edit_and_leaves_places_empty() {
    let server = Server::start();
    let visitor = server.visitor();
    let deleted = visitor.says(IMAGE);
    visitor.answers(&deleted, &format!("Mine: {IMAGE}"));
    visitor.delete(&deleted).json_of(200);
    set_images(&server, "true");
    wait_for("the image to be shown", || visitor.read()["comments"][1]["html"].as_str().unwrap().contains("<img").then_some(()));
    let comments = &visitor.read()["comments"];
    assert_eq!((&comments[0]["html"], comments[1].get("edited_at")), (&"".into(), None));
}

#[test]
fn what_was_changed_while_the_server_was_down_is_rendered_at_its_start() {
    let mut server = Server::start();
    server.visitor().says(IMAGE);
    assert!(server.stop().success());
    set_images(&server, "true");
    server.start_again();
    let client = server.client();
    wait_for("the image to be shown", || html(&client).contains("<img").then_some(()));
}

#[test]
fn more_comments_than_one_batch_are_rendered_anew() {
    let server = Server::start();
    let visitor = server.visitor();
    let root = visitor.says(IMAGE);
    let answers = std::thread::scope(|scope| {
        let (visitor, root) = (&visitor, &root);
        let post = |writer, n| visitor.posts(&draft(&format!("{writer}.{n} {IMAGE}")).answering(root));
        let writers: Vec<_> = (0..8).map(|writer| scope.spawn(move || (0..30).map(|n| post(writer, n)).collect::<Vec<_>>())).collect();
        writers.into_iter().flat_map(|writer| writer.join().unwrap()).collect::<Vec<_>>()
    });
    set_images(&server, "true");
    let last = answers.iter().max().unwrap();
    wait_for("the last image to be shown", || visitor.comment(last).text().contains("<img").then_some(()));
    assert!(!visitor.replies(&root, &[("limit", "100")]).text().contains("<a "), "all of them are");
}
