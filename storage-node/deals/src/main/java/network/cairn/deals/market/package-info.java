/// The client's side of the market: exact quotes, agreements, copies on independent providers,
/// their status.
///
/// Comes in: roots whose blocks are in the local store, asks, proved records. Goes out: agreements
/// paid once, pieces served to the providers that take them, one clear answer for every slot. Must
/// never pay before a quote is shown, nor take a provider's word for what the ledger can prove.
@NullMarked
package network.cairn.deals.market;

import org.jspecify.annotations.NullMarked;
