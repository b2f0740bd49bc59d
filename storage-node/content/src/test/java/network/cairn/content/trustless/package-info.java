/// What trustless answers hold, by the expectations of the gateways' conformance suite, and DAGs
/// that lie about themselves.
@NullMarked
package network.cairn.content.trustless;

import org.jspecify.annotations.NullMarked;
