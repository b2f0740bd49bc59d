package network.cairn.libp2p.transport.tcp;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.NoSuchAlgorithmException;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/// TLS as the web has it, for secure WebSockets: whom a dialler believes, and the certificate of
/// who listens. Peers prove who they are inside, as everywhere; this is for browsers and proxies,
/// which go nowhere else. Immutable.
public final class WebTls {
  private static final String[] VERSIONS = {"TLSv1.3", "TLSv1.2"};

  private final SSLContext believed;
  private final Optional<SSLContext> shown;

  /// @param believed decides whether the certificate of who is dialled is good
  /// @param shown has the certificate of this host; empty where none is listened with
  public WebTls(SSLContext believed, Optional<SSLContext> shown) {
    this.believed = believed;
    this.shown = shown;
  }

  /// Believes what the JDK believes; without a certificate of its own.
  public static WebTls standard() {
    try {
      return new WebTls(SSLContext.getDefault(), Optional.empty());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("this Java has no TLS", e);
    }
  }

  /// The same, listening with a certificate.
  ///
  /// @param certificates PEM: that of the host's name, then those that lead to a known issuer
  /// @param key PEM: its key in PKCS #8 without password
  /// @throws IOException if they cannot be read, or are not each other's; the message says which
  public WebTls with(Path certificates, Path key) throws IOException {
    PemFiles read = PemFiles.read(certificates, key);
    char[] none = {};
    try {
      KeyStore store = KeyStore.getInstance("PKCS12");
      store.load(null, none);
      store.setKeyEntry("host", read.key(), none, read.chain());
      KeyManagerFactory keys =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      keys.init(store, none);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(keys.getKeyManagers(), null, null);
      return new WebTls(believed, Optional.of(context));
    } catch (GeneralSecurityException e) {
      throw new IOException("cannot listen with " + certificates + ": " + e.getMessage(), e);
    }
  }

  boolean hasCertificate() {
    return shown.isPresent();
  }

  /// Over a connected socket, with the other end's name or address checked in the handshake.
  SSLSocket client(Socket below, String host, int port) throws IOException {
    SSLSocket socket =
        (SSLSocket) believed.getSocketFactory().createSocket(below, host, port, false);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(VERSIONS);
    parameters.setEndpointIdentificationAlgorithm("HTTPS");
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    socket.setSSLParameters(parameters);
    return socket;
  }

  /// @param head what was already read
  SSLSocket server(Socket below, byte[] head) throws IOException {
    SSLSocket socket =
        (SSLSocket)
            shown
                .orElseThrow(() -> new IOException("no certificate to listen with"))
                .getSocketFactory()
                .createSocket(below, new ByteArrayInputStream(head), false);
    SSLParameters parameters = socket.getSSLParameters();
    parameters.setProtocols(VERSIONS);
    parameters.setApplicationProtocols(new String[] {"http/1.1"});
    socket.setSSLParameters(parameters);
    return socket;
  }
}
