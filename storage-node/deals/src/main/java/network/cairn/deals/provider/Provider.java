package network.cairn.deals.provider;

import java.util.List;
import java.util.Optional;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.libp2p.multiaddr.Multiaddr;

/// The provider's role of this node. Thread-safe.
///
/// Methods that send throw [ProviderFailure] if the ledger refuses and
/// [network.cairn.ledger.api.LedgerUnavailable] while it does not answer.
public interface Provider extends AutoCloseable {
  /// Puts the operator on the ledger with its bond and this node's peer id; if it is there already,
  /// its addresses and peer id are brought up to date.
  ///
  /// @param payout who gets the income
  /// @param addresses where clients find this node, at most 8, without `/p2p`
  void register(Amount bond, Address payout, List<Multiaddr> addresses) throws InterruptedException;

  /// Starts serving deals, proving, cleaning up and, if configured, repairing. What was missed
  /// while the node was down is taken up at once.
  void start();

  /// Whether new deals and repairs are taken; sets that are open are proven either way. Who takes
  /// deals again does not leave.
  void taking(boolean taking);

  ProviderStatus status();

  /// What keeps the role from its work as far as is known, each with what to do; asks nobody. That
  /// no further deal is taken for lack of room is no such thing.
  List<String> troubles();

  /// Adds to the bond.
  void addBond(Amount amount) throws InterruptedException;

  /// Takes from the free bond, paid out after unbonding.
  ///
  /// @param amount empty for all that can be taken: everything if nothing of it is reserved, which
  ///   ends the registration, else what is free
  ProviderStatus.Unbonding withdrawBond(Optional<Amount> amount) throws InterruptedException;

  /// Takes no new deals and, once the last set has ended, withdraws everything; kept over restarts.
  void leave();

  /// What leaving a set now would mean; sends nothing.
  SetEnding ending(long set);

  /// Leaves a set at once, which costs a quarter of its collateral.
  void terminate(long set) throws InterruptedException;

  /// Stops everything; pieces and duties stay.
  @Override
  void close();
}
