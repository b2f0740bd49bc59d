package network.cairn.http.rpc.cairn;

import com.google.protobuf.ByteString;
import java.util.List;
import java.util.Optional;
import network.cairn.deals.market.Market;
import network.cairn.deals.provider.Provider;
import network.cairn.ledger.api.ServerReport;
import network.cairn.ledger.client.Chain;
import network.cairn.ledger.client.Outcome;
import network.cairn.ledger.genesis.NetworkFile;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// What the commands about money work on.
///
/// @param wallet the account that buys and is paid
/// @param operator the account that registers and bonds
/// @param provider empty where the node does not have the provider's role
/// @param payout who gets a provider's income, unless the caller names another
/// @param addresses where others reach this node
public record LedgerServices(
    NetworkFile network,
    Chain chain,
    Market market,
    Optional<Provider> provider,
    Address wallet,
    Address operator,
    Address payout,
    Payments payments,
    Receipts receipts,
    AnnouncedAddresses addresses,
    Report report) {
  /// Sends from the wallet.
  public interface Payments {
    Outcome transfer(Address to, Amount amount) throws InterruptedException;
  }

  /// Makes receipts.
  public interface Receipts {
    /// Empty if there is no such agreement.
    Optional<ByteString> of(long agreement);
  }

  /// What the ledger's server says of itself and of who signs; nothing of it is proved.
  public interface Report {
    /// Empty if it says nothing. Throws [network.cairn.ledger.api.LedgerUnavailable] if it does not
    /// answer.
    Optional<ServerReport> now();
  }

  /// Where this node says it is.
  public interface AnnouncedAddresses {
    List<Multiaddr> announced();
  }
}
