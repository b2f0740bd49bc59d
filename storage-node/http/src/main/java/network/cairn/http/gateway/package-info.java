/// The IPFS gateway (specs.ipfs.tech, HTTP gateways): content for browsers, read-only.
///
/// Comes in: requests of anybody at a [network.cairn.http.door.HttpDoor]. Goes out: files,
/// directories, blocks, as asked for. In here is the way of a request: what is asked
/// ([network.cairn.http.gateway.ask]), by which host, below which root, in which form, and what it
/// becomes when it fails. Never: a change of the node, a command, or a wait without end.
@NullMarked
package network.cairn.http.gateway;

import org.jspecify.annotations.NullMarked;
