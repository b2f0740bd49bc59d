/// Delegated routing over HTTP (specs.ipfs.tech, Delegated Routing V1 HTTP API), both sides.
///
/// Comes in: requests of anybody at a [network.cairn.http.door.HttpDoor], for
/// [network.cairn.http.delegated.RoutingHandler]. Goes out: what a
/// [network.cairn.http.delegated.RoutingSource] knows. Never: a change of anything but a signed
/// record of a name.
@NullMarked
package network.cairn.http.delegated;

import org.jspecify.annotations.NullMarked;
