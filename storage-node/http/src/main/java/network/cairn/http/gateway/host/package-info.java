/// What the host that a caller names stands for (specs.ipfs.tech, subdomain gateway and DNSLink
/// gateway): a gateway of paths, one root of its own origin, or another place to go to.
///
/// Comes in: the header `Host`, or `X-Forwarded-Host` of a proxy, and the path. Goes out: a
/// [network.cairn.http.gateway.host.HostPlace].
@NullMarked
package network.cairn.http.gateway.host;

import org.jspecify.annotations.NullMarked;
