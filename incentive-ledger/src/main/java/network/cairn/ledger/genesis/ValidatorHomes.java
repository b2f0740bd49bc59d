package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.random.RandomGenerator;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.Params;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.KeyFile;
import network.cairn.ledger.wallet.Signer;

/// Makes a chain of several validators with equal power, a home for each of their operators:
/// `validator-1` to `validator-N`, with keys, genesis, network and consensus file. The first one
/// also has the treasury's key.
public final class ValidatorHomes {
  /// Ports from one validator of a machine to the next.
  private static final int STEP = 10;

  private static final int MAX_PORT = 65_535;

  private ValidatorHomes() {}

  /// What one operator gets.
  private record Keys(Path folder, Signer validator, Signer beacon, Signer node) {
    static Keys create(Path folder, RandomGenerator random) {
      Path keystore = folder.resolve("keystore");
      KeyFile.create(keystore.resolve("operator"), random);
      return new Keys(
          folder,
          KeyFile.create(keystore.resolve("validator"), random),
          KeyFile.create(keystore.resolve("beacon"), random),
          KeyFile.create(keystore.resolve("node"), random));
    }

    Genesis.Validator validatorOf() {
      return new Genesis.Validator(validator.pubkey(), 1, beacon.pubkey());
    }
  }

  /// Makes the homes.
  ///
  /// @param folder missing or empty
  /// @param count 1 to [Genesis#MAX_VALIDATORS]
  /// @param p2p `host:port` of the first validator's CometBFT; each next one stands ten ports
  ///   above, as do the doors above `plan.ledgerUrl()`, and their own CometBFT's doors one above
  ///   each
  /// @throws InvalidHome if a chain is there already, or a part is out of its form
  public static List<LedgerHome> init(
      Path folder,
      LedgerHome.Plan plan,
      int count,
      String p2p,
      RandomGenerator random,
      InstantSource clock) {
    if (count < 1 || count > Genesis.MAX_VALIDATORS) {
      throw new InvalidHome(
          "a chain has 1 to " + Genesis.MAX_VALIDATORS + " validators, not " + count);
    }
    if (Files.exists(folder.resolve("genesis")) || Files.exists(folder.resolve("validator-1"))) {
      throw new InvalidHome(folder + " has a chain already; choose another folder");
    }
    try {
      NetworkFile.requireForm(plan.chainId(), plan.ledgerUrl());
      requirePorts(p2p, plan.ledgerUrl(), count);
    } catch (InvalidNetworkFile e) {
      throw new InvalidHome("no chain can be made: " + e.getMessage(), e);
    }
    List<Keys> keys = new ArrayList<>();
    for (int i = 1; i <= count; i++) {
      keys.add(Keys.create(folder.resolve("validator-" + i), random));
    }
    Signer treasury =
        KeyFile.create(keys.getFirst().folder().resolve("keystore").resolve("treasury"), random);
    Genesis genesis =
        new Genesis(
            plan.chainId(),
            clock.instant().toEpochMilli(),
            keys.stream()
                .map(Keys::validatorOf)
                .sorted(
                    Comparator.comparing(
                        Genesis.Validator::address, ByteString.unsignedLexicographicalComparator()))
                .toList(),
            plan.params().orElseGet(() -> Params.defaults(Profile.of(plan.chainId()))),
            List.of(new Genesis.Allocation(treasury.address(), Amount.SUPPLY)));
    genesis.requireBounds();
    List<LedgerHome> homes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      homes.add(
          LedgerHome.write(
              keys.get(i).folder(),
              genesis,
              NetworkFile.of(genesis, above(plan.ledgerUrl(), i)),
              consensus(keys, i, p2p)));
    }
    return homes;
  }

  private static ConsensusFile consensus(List<Keys> keys, int own, String p2p) {
    List<String> peers = new ArrayList<>();
    for (int i = 0; i < keys.size(); i++) {
      if (i != own) {
        String id = ConsensusFile.nodeId(keys.get(i).node().pubkey());
        peers.add(id + "@" + above(p2p, STEP * i));
      }
    }
    return new ConsensusFile(
        above(p2p, STEP * own), "127.0.0.1:" + (port(p2p) + STEP * own + 1), peers);
  }

  private static void requirePorts(String p2p, URI url, int count) {
    new ConsensusFile(p2p, "127.0.0.1:1", List.of());
    int highest = STEP * (count - 1) + 1 + Math.max(port(p2p), Math.max(url.getPort(), 0));
    if (port(p2p) == 0 || highest > MAX_PORT) {
      throw new InvalidNetworkFile("the ports of " + count + " validators end at " + highest);
    }
  }

  private static int port(String address) {
    return Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
  }

  private static String above(String address, int ports) {
    return address.substring(0, address.lastIndexOf(':') + 1) + (port(address) + ports);
  }

  private static URI above(URI url, int validators) {
    int port = url.getPort() < 0 ? 80 : url.getPort();
    try {
      return new URI(
          url.getScheme(), null, url.getHost(), port + STEP * validators, null, null, null);
    } catch (URISyntaxException e) {
      throw new InvalidNetworkFile("no address: " + url);
    }
  }
}
