/// Tests of the gateway: what the conformance suite of the specs expects of its fixtures, asked
/// over HTTP, and what nobody should ask.
@NullMarked
package network.cairn.http.gateway;

import org.jspecify.annotations.NullMarked;
