package network.cairn.app.daemon;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import network.cairn.app.health.Check;
import network.cairn.app.health.Finding;
import network.cairn.base.units.ByteSize;
import network.cairn.deals.provider.Provider;
import network.cairn.http.rpc.cairn.LedgerServices;
import network.cairn.ledger.client.Head;
import network.cairn.ledger.records.AccountRecord;
import network.cairn.ledger.records.ProviderRecord;
import network.cairn.ledger.rules.LedgerView;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;
import network.cairn.libp2p.host.Host;
import network.cairn.store.config.Config;
import network.cairn.store.repo.RepoStat;
import network.cairn.store.repo.Repository;

/// What must hold for a node, and for its provider's role.
final class NodeChecks {
  private static final long LARGEST_BLOCK = 2L << 20;

  private NodeChecks() {}

  /// @param host empty for a node that keeps away from the network
  /// @param money empty for one that belongs to no ledger's network
  static List<Check> of(
      Repository repository, Config config, Optional<Host> host, Optional<LedgerServices> money) {
    List<Check> checks = new ArrayList<>();
    checks.add(Check.vital("repository", () -> repository(repository)));
    checks.add(Check.of("room", () -> room(repository)));
    host.ifPresent(some -> checks.add(Check.of("peers", () -> peers(some, config))));
    money.ifPresent(some -> checks.add(Check.of("ledger", () -> ledger(some))));
    money
        .flatMap(LedgerServices::provider)
        .ifPresent(some -> checks.add(Check.of("provider", () -> provider(some))));
    money
        .filter(some -> some.provider().isPresent())
        .ifPresent(some -> checks.add(Check.of("registration", () -> registration(some))));
    return checks;
  }

  private static Finding repository(Repository repository) {
    RepoStat stat = repository.stat();
    return Finding.good(stat.store().blocks() + " blocks, " + ByteSize.text(stat.repoSize()));
  }

  static Finding room(Repository repository) {
    RepoStat stat = repository.stat();
    String used =
        ByteSize.text(stat.repoSize() + stat.reserved())
            + " of "
            + ByteSize.text(stat.storageMax())
            + " used";
    // The largest block must still fit; of a small store, a tenth.
    long least = Math.min(LARGEST_BLOCK, stat.storageMax() / 10);
    if (stat.repoSize() + stat.reserved() > stat.storageMax() - least) {
      return Finding.bad(
          used + ": nothing more is stored; 'cairn repo gc', or raise Datastore.StorageMax");
    }
    return repository.freeOutside() > 0
        ? Finding.good(used)
        : Finding.bad(
            "the disk is full up to Datastore.DiskReserve: nothing more is stored; make room on"
                + " it");
  }

  private static String unreached(Config config) {
    return config.bootstrap().stream().allMatch("auto"::equals)
        ? "Bootstrap holds \"auto\", which names no peer here; set it to the peers' addresses"
        : "no peer of Bootstrap can be reached; check this machine's network";
  }

  private static Finding peers(Host host, Config config) {
    int listening = host.listenAddresses().size();
    long peers = host.connections().stream().map(c -> c.peer()).distinct().count();
    String text =
        peers
            + (peers == 1 ? " peer" : " peers")
            + ", listening on "
            + listening
            + (listening == 1 ? " address" : " addresses");
    boolean alone = peers == 0 && !config.bootstrap().isEmpty();
    return alone ? Finding.bad(text + ": " + unreached(config)) : Finding.good(text);
  }

  private static Finding ledger(LedgerServices money) {
    Head head = money.chain().head();
    return Finding.good("proved up to height " + head.height());
  }

  private static Finding provider(Provider provider) {
    List<String> troubles = provider.troubles();
    return troubles.isEmpty()
        ? Finding.good("nothing needs attention")
        : Finding.bad(String.join("; ", troubles.stream().limit(MOST).toList()));
  }

  /// Nobody buys of a provider that the ledger does not know, or whose bond is below the least.
  private static Finding registration(LedgerServices money) {
    Profile profile = Profile.of(money.network().chainId());
    return registration(money.chain().head().state(), money.operator(), profile);
  }

  /// @param operator the provider's
  static Finding registration(LedgerView state, Address operator, Profile profile) {
    Params params = state.params();
    Optional<ProviderRecord> known = state.provider(operator);
    if (known.isPresent()) {
      Amount bond = known.get().bond();
      String text = "registered, with a bond of " + Amounts.text(bond);
      return bond.compareTo(params.minBond()) >= 0
          ? Finding.good(
              text + ", of which " + Amounts.text(known.get().freeBond(params)) + " are free")
          : Finding.bad(
              text
                  + ", and a new set needs one of "
                  + Amounts.text(params.minBond())
                  + " at least: 'cairn provider bond add'");
    }
    Amount has = state.account(operator).map(AccountRecord::balance).orElse(Amount.ZERO);
    String name = Addresses.format(profile, operator);
    return Finding.bad(
        "not registered with the ledger: "
            + (has.compareTo(params.minBond()) > 0
                ? "'cairn provider register'"
                : name
                    + " has "
                    + Amounts.text(has)
                    + ", and the least bond is "
                    + Amounts.text(params.minBond())
                    + " beside a fee: send it more, then 'cairn provider register'"));
  }

  /// Of very many troubles the newest are told.
  private static final int MOST = 5;
}
