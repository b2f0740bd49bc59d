package network.cairn.app.daemon;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import network.cairn.base.time.Scheduler;
import network.cairn.content.routing.ContentRouting;
import network.cairn.content.routing.HttpAddress;
import network.cairn.content.routing.ProviderInfo;
import network.cairn.deals.market.Holders;
import network.cairn.ipld.cid.Cid;
import network.cairn.ledger.api.HeadStore;
import network.cairn.ledger.api.LedgerClient;
import network.cairn.ledger.api.LedgerUnavailable;
import network.cairn.ledger.api.RemoteLedger;
import network.cairn.ledger.client.ClientChain;
import network.cairn.ledger.client.HeadFile;
import network.cairn.ledger.genesis.NetworkFile;

/// The providers that the ledger names as holders of a root. Needs a network file and nothing else:
/// no wallet, no token, no daemon. The ledger is first called by the first search. Thread-safe.
final class LedgerRouting implements ContentRouting, AutoCloseable {
  private final NetworkFile network;
  private final HeadStore head;
  private final Scheduler scheduler;
  private Optional<LedgerClient> client = Optional.empty();
  private Optional<Holders> holders = Optional.empty();
  private boolean closed;

  LedgerRouting(NetworkFile network, HeadStore head, Scheduler scheduler) {
    this.network = network;
    this.head = head;
    this.scheduler = scheduler;
  }

  @Override
  public void findProviders(Cid cid, int most, Duration timeout, Sink sink) {
    long deadline = scheduler.deadline(timeout);
    int[] left = {most};
    try {
      holders()
          .find(
              cid,
              () -> scheduler.nanoTime() < deadline && !Thread.currentThread().isInterrupted(),
              holder ->
                  sink.found(
                          new ProviderInfo(
                              holder.peer(), HttpAddress.ofStrangers(holder.addresses())))
                      && --left[0] > 0);
    } catch (LedgerUnavailable e) {
      sink.failed(String.valueOf(e.getMessage()));
    }
  }

  private synchronized Holders holders() {
    if (closed) {
      throw new LedgerUnavailable("the ledger's client is closed");
    }
    if (holders.isEmpty()) {
      LedgerClient opened = open();
      client = Optional.of(opened);
      holders = Optional.of(new Holders(ClientChain.of(opened, network.chainRef(), scheduler)));
    }
    return holders.get();
  }

  private LedgerClient open() {
    try {
      return RemoteLedger.over(network, InstantSource.system(), head);
    } catch (HeadFile.Unusable e) {
      throw new LedgerUnavailable(String.valueOf(e.getMessage()), e);
    }
  }

  @Override
  public synchronized void close() {
    closed = true;
    client.ifPresent(LedgerClient::close);
  }
}
