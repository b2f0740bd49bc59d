/// What a caller of the gateway asks, read and bounded (specs.ipfs.tech, HTTP gateways).
///
/// Comes in: a path, a query and headers of anybody. Goes out: an
/// [network.cairn.http.gateway.ask.Asked] that everything else of the gateway answers from, or a
/// [network.cairn.http.gateway.ask.GatewayRefused] that says what is wrong with it. Never: a block.
@NullMarked
package network.cairn.http.gateway.ask;

import org.jspecify.annotations.NullMarked;
