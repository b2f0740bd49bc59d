/// The node's HTTP doors: Kubo's RPC rules, the table of commands behind them, and the one server.
///
/// Comes in: HTTP requests, or the same calls made in this process. Goes out: JSON values, streams
/// of JSON objects, bytes. Commands are plain [Endpoint]s in a table of [Route]s and know no HTTP
/// framework; sub-packages hold them. What moves money is called by [Route#guarded] routes only.
@NullMarked
package network.cairn.http.rpc;

import org.jspecify.annotations.NullMarked;
