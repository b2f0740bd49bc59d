/// Cairn's own commands beside Kubo's: quotes and puts, agreements, the wallet, the provider's
/// role, the ledger as this node sees it, receipts (docs/rpc.md).
///
/// Comes in: checked calls of callers who showed the home's token. Goes out: the shapes of
/// docs/rpc.md. Adapts the plain services of market and provider, which know no door. Decides
/// nothing about money itself.
@NullMarked
package network.cairn.http.rpc.cairn;

import org.jspecify.annotations.NullMarked;
