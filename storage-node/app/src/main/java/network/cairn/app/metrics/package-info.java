/// Counts what the node does, for Prometheus.
///
/// Comes in: the small metrics interfaces of the other parts, called by them. Goes out: the text of
/// `/metrics`. Never a label whose values someone from outside can make up.
@NullMarked
package network.cairn.app.metrics;

import org.jspecify.annotations.NullMarked;
