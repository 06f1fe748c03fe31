//! Links that users type: where they may lead.

use transfer::{AddressError, TransferError};

use super::host::{Host, Line};
use super::storage::Storage;
use super::*;

async fn follow(trusted: &[&str], url: &str) -> Result<PackReader, TransferError> {
    let settings = TransferSettings {
        trusted_hosts: trusted.iter().map(|host| host.parse().unwrap()).collect(),
        ..settings()
    };
    let uploader = PackUploader::new(settings, Arc::new(Storage::new())).unwrap();
    let link = PackSource::Web {
        url: url.parse().unwrap(),
        file_name: "pack.zip".to_owned(),
        size: None,
        from_discord: false,
    };
    uploader.open(&link).await
}

fn refused(opened: Result<PackReader, TransferError>) -> AddressError {
    match opened {
        Err(TransferError::Address(error)) => error,
        other => panic!("{other:?}"),
    }
}

#[tokio::test]
async fn a_private_address_is_not_asked() {
    let host = Host::with(zip(0)).await;
    let port = host.address().rsplit_once(':').unwrap().1.to_owned();
    for name in ["127.0.0.1", "2130706433", "[::ffff:127.0.0.1]"] {
        let error = refused(follow(&[], &format!("https://{name}:{port}/pack.zip")).await);
        assert!(matches!(error, AddressError::Private { .. }), "{error:?}");
    }
    let error = refused(follow(&[], host.url("pack.zip").as_str()).await);
    assert!(matches!(error, AddressError::NotHttps { .. }), "{error:?}");
    assert_eq!(host.asked(), []);
}

#[tokio::test]
async fn a_name_that_resolves_to_this_machine_is_not_asked() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let error = refused(follow(&[], &format!("https://localhost:{port}/pack.zip")).await);
    assert_eq!(
        error,
        AddressError::Private {
            host: "localhost".to_owned()
        }
    );
    let accepted = tokio::time::timeout(Duration::from_millis(100), listener.accept()).await;
    assert!(accepted.is_err(), "a connection was made");
}

#[tokio::test]
async fn a_redirect_to_a_private_address_is_not_followed() {
    let inside = Host::with(zip(0)).await;
    let port = inside.address().rsplit_once(':').unwrap().1.to_owned();
    for (location, wanted) in [
        (format!("https://127.0.0.2:{port}/"), "Private"),
        (format!("https://localhost:{port}/"), "Private"),
        (format!("http://127.0.0.2:{port}/"), "NotHttps"),
        (format!("https://me:word@127.0.0.2:{port}/"), "Credentials"),
        (format!("https://127.0.0.1:{port}/"), "OtherPort"),
    ] {
        let host = Host::start(Line {
            redirect: Some(location.clone()),
            ..Line::default()
        })
        .await;
        let link = host.url("pack.zip");
        let error = refused(follow(&[&host.address()], link.as_str()).await);
        assert!(
            format!("{error:?}").starts_with(wanted),
            "{location}: {error:?}"
        );
    }
    assert_eq!(inside.asked(), []);
}

#[tokio::test]
async fn redirects_end() {
    let host = Host::with(zip(0)).await;
    host.change(|line| line.redirect = Some("/round".to_owned()));
    let error = refused(follow(&[&host.address()], host.url("pack.zip").as_str()).await);
    assert!(matches!(error, AddressError::Redirects { .. }), "{error:?}");
    assert_eq!(host.asked().len(), 6);
}

#[tokio::test]
async fn a_trusted_host_may_be_private_and_redirect_to_another() {
    let files = Host::with(zip(0)).await;
    let host = Host::start(Line {
        redirect: Some(files.url("pack.zip").to_string()),
        ..Line::default()
    })
    .await;
    let trusted = [&*host.address(), &*files.address()];
    let source = follow(&trusted, host.url("pack.zip").as_str())
        .await
        .unwrap();
    assert_eq!(source.size(), Some(zip(0).len() as u64));
}

#[tokio::test]
async fn discord_does_not_redirect_and_neither_do_we() {
    let files = Host::with(zip(0)).await;
    let host = Host::start(Line {
        redirect: Some(files.url("pack.zip").to_string()),
        ..Line::default()
    })
    .await;
    let error = open(&uploader(&Storage::new()), &host, "pack.zip")
        .await
        .unwrap_err();
    assert!(
        matches!(error, TransferError::Status { status: 302, .. }),
        "{error:?}"
    );
    assert_eq!(files.asked(), []);
}
