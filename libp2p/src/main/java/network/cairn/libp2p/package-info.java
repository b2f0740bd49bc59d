/// Where a host is put together: [HostBuilder] makes a [network.cairn.libp2p.host.Host] out of this
/// module's parts.
///
/// Comes in: an identity, a scheduler, transports, limits. Goes out: a running host. Holds no
/// protocol of its own.
@NullMarked
package network.cairn.libp2p;

import org.jspecify.annotations.NullMarked;
