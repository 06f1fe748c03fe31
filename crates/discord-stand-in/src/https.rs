//! The same stand-in over https, as `discord.com` has it.
//!
//! serenity takes another address than Discord's own only while its rate limiter is off. With this,
//! a client whose limiter is on reaches the stand-in: it resolves `discord.com` to
//! [`Https::address`] and trusts [`Https::certificate`].

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;

use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls;
use tokio_util::sync::CancellationToken;

use super::Discord;

/// Where the stand-in is reached over https, until the stand-in ends.
#[derive(Debug)]
pub struct Https {
    /// What `discord.com` has to be resolved to.
    pub address: SocketAddr,
    /// The certificate that has to be trusted, in DER.
    pub certificate: Vec<u8>,
}

impl Discord {
    /// Serves the stand-in over https as well, under the name `discord.com`.
    ///
    /// # Errors
    /// When no certificate can be made, or there is no free port.
    pub async fn https(&self) -> std::io::Result<Https> {
        let made = rcgen::generate_simple_self_signed(["discord.com".to_owned()]);
        let made = made.map_err(std::io::Error::other)?;
        let certificate = made.cert.der().clone();
        let key = rustls::pki_types::PrivatePkcs8KeyDer::from(made.signing_key.serialize_der());
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = rustls::ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(std::io::Error::other)?
            .with_no_client_auth()
            .with_single_cert(vec![certificate.clone()], key.into())
            .map_err(std::io::Error::other)?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).await?;
        let address = listener.local_addr()?;
        // Ends when the last handle of the stand-in is dropped.
        tokio::spawn(serve(
            listener,
            TlsAcceptor::from(Arc::new(config)),
            self.address(),
            self.shared.closing.clone(),
        ));
        Ok(Https {
            address,
            certificate: certificate.to_vec(),
        })
    }
}

async fn serve(
    listener: TcpListener,
    acceptor: TlsAcceptor,
    plain: SocketAddr,
    closing: CancellationToken,
) {
    while let Some(Ok((socket, _))) = closing.run_until_cancelled(listener.accept()).await {
        let (acceptor, closing) = (acceptor.clone(), closing.clone());
        tokio::spawn(async move {
            let passed_on = closing.run_until_cancelled(pass_on(acceptor, socket, plain));
            if let Some(Err(error)) = passed_on.await {
                tracing::debug!(%error, "an https connection to the stand-in broke");
            }
        });
    }
}

async fn pass_on(
    acceptor: TlsAcceptor,
    socket: TcpStream,
    plain: SocketAddr,
) -> std::io::Result<()> {
    let mut outside = acceptor.accept(socket).await?;
    let mut inside = TcpStream::connect(plain).await?;
    tokio::io::copy_bidirectional(&mut outside, &mut inside)
        .await
        .map(drop)
}
