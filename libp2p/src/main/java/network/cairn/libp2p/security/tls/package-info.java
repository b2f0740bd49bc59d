/// TLS 1.3 as libp2p uses it (libp2p specs, tls): both sides show a self-signed certificate whose
/// extension binds its key to their identity, and agree on the muxer by ALPN.
///
/// Comes in: raw connections. Goes out: secure ones. The protocol itself is the JDK's; this room
/// makes and judges certificates and moves records. Trusts no authority, resumes no session, sends
/// no name.
@NullMarked
package network.cairn.libp2p.security.tls;

import org.jspecify.annotations.NullMarked;
