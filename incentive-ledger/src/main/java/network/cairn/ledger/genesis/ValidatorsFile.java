package network.cairn.ledger.genesis;

import com.google.protobuf.ByteString;
import java.net.URI;
import java.time.Instant;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import network.cairn.ledger.types.Address;
import network.cairn.ledger.types.Amount;
import network.cairn.ledger.types.Genesis;
import network.cairn.ledger.types.NamedKeys;
import network.cairn.ledger.types.Profile;
import network.cairn.ledger.wallet.Addresses;
import network.cairn.ledger.wallet.Amounts;

/// The validators that operators agree on before there is a chain. As text, one `name value` a
/// line: `cairn-validators 1`; then, where the chain is agreed on too, `chain-id`, `time` (as
/// 2026-01-01T00:00:00Z) and `treasury` (an address) or, where several keys spend it, their lines
/// as in a [TreasuryFile], of which with the profile's parameters a genesis follows to the byte;
/// then for each validator `validator <name>`, which begins it, `power` or, with staking, `stake
/// <CAIRN>`, `p2p <host:port>` of its CometBFT for the others, `url` of its door, and, where its
/// operator made the keys, `key` and `beacon` (64 hexadecimal digits) and `node` (40), and beside a
/// stake `operator` (64), `key-proof` and `beacon-proof`. Lines that begin with `#` say nothing.
/// Immutable.
///
/// @param chain what genesis has beside its validators
/// @param entries 1 to [Genesis#MAX_VALIDATORS]; no name, address, key or operator stands twice;
///   all of them have stakes, or none
public record ValidatorsFile(Optional<Chain> chain, List<Entry> entries) {
  /// Longest text that is read.
  public static final int MAX_SIZE = 256 * 1024;

  static final String FIRST = "cairn-validators 1";
  private static final long MAX_POWER = Long.MAX_VALUE / 8;

  /// Names of what stands beside the validators' homes.
  private static final Set<String> TAKEN =
      Set.of("genesis", "network", "validators", "keystore", "lock", "state", "blocks");

  /// @throws InvalidNetworkFile if there are none or too many, or something stands twice
  public ValidatorsFile {
    entries = List.copyOf(entries);
    require(!entries.isEmpty(), "there is no validator");
    require(
        entries.size() <= Genesis.MAX_VALIDATORS,
        "there are more than " + Genesis.MAX_VALIDATORS + " validators");
    Set<Object> seen = new HashSet<>();
    long power = 0;
    for (Entry entry : entries) {
      once(seen, "name " + entry.name, entry);
      once(seen, "p2p " + entry.p2p, entry);
      once(seen, "url " + entry.url, entry);
      entry.keys.ifPresent(keys -> {
        once(seen, hex(keys.validator), entry);
        once(seen, hex(keys.beacon), entry);
        once(seen, keys.node, entry);
      });
      entry.founder.ifPresent(
          founder -> once(seen, "operator " + address(founder.operator()), entry));
      require(
          entry.power <= MAX_POWER - power,
          "validator " + entry.name + ": the powers add up to more than " + MAX_POWER);
      power += entry.power;
      require(
          entry.stake.isPresent() == entries.getFirst().stake.isPresent(),
          "of "
              + entries.getFirst().name
              + " and "
              + entry.name
              + " one has a stake and the other a power; all have the one or the other");
    }
  }

  /// Validators alone.
  ///
  /// @throws InvalidNetworkFile as the other
  public ValidatorsFile(List<Entry> entries) {
    this(Optional.empty(), entries);
  }

  /// What the founders of a chain agree on beside its validators.
  ///
  /// @param timeMs of genesis, milliseconds since 1970-01-01T00:00:00Z
  /// @param treasury gets what no validator has
  /// @param treasurers the keys that spend it together; empty where it is one key's account
  public record Chain(
      String chainId, long timeMs, Address treasury, Optional<NamedKeys> treasurers) {
    /// @throws InvalidNetworkFile if the account is not that of the keys, or a key is not proved
    public Chain {
      require(
          treasurers.isEmpty() || treasurers.get().keys().account().equals(treasury),
          "the treasury is not the account of its keys");
      treasurers.ifPresent(named -> TreasuryFile.requireProofs(chainId, named));
    }

    /// One whose treasury has one key.
    public Chain(String chainId, long timeMs, Address treasury) {
      this(chainId, timeMs, treasury, Optional.empty());
    }

    /// One whose treasury has several keys.
    ///
    /// @throws InvalidNetworkFile if a key is not proved
    static Chain of(String chainId, long timeMs, NamedKeys treasurers) {
      return new Chain(chainId, timeMs, treasurers.keys().account(), Optional.of(treasurers));
    }

    String format() {
      return "chain-id "
          + chainId
          + "\ntime "
          + Instant.ofEpochMilli(timeMs)
          + "\n"
          + treasurers
              .map(TreasuryFile::lines)
              .orElseGet(
                  () -> "treasury " + Addresses.format(Profile.of(chainId), treasury) + "\n");
    }
  }

  /// Whether the validators are to be chosen by stake.
  public boolean hasStakes() {
    return entries.getFirst().stake.isPresent();
  }

  ValidatorsFile of(Chain agreed) {
    return new ValidatorsFile(Optional.of(agreed), entries);
  }

  private static void once(Set<Object> seen, String what, Entry entry) {
    require(
        seen.add(what),
        "validator "
            + entry.name
            + ": "
            + what
            + " stands twice in the file; each validator has its own");
  }

  /// One validator.
  ///
  /// @param name of the folder that is made for it
  /// @param power of its votes; 0 where a stake gives it
  /// @param p2p `host:port` at which the others reach its CometBFT
  /// @param url of its door
  /// @param keys empty if they are to be made with the chain
  /// @param stake what its operator bonds
  /// @param founder where there are a stake and keys
  public record Entry(
      String name,
      long power,
      String p2p,
      URI url,
      Optional<Keys> keys,
      Optional<Amount> stake,
      Optional<Founder> founder) {
    /// @throws InvalidNetworkFile if a part is out of its form
    public Entry {
      require(
          name.matches("[a-z0-9-]{1,40}"),
          "a validator's name is 1 to 40 of a-z 0-9 -, not '" + name + "'");
      require(!TAKEN.contains(name), "a validator cannot be called '" + name + "': a file is");
      require(
          stake.isPresent() ? power == 0 : power >= 1 && power <= MAX_POWER,
          "validator " + name + ": power " + power + " is not 1 to " + MAX_POWER);
      require(
          founder.isPresent() == (stake.isPresent() && keys.isPresent()),
          "validator "
              + name
              + ": operator, key-proof and beacon-proof stand where both stake and keys do; print"
              + " its lines with 'cairn ledger keys "
              + name
              + " --stake AMOUNT --chain-id ID'");
      new ConsensusFile(p2p, "127.0.0.1:1", List.of());
      NetworkFile.requireForm("a", url);
    }

    /// One whose power is nobody's money.
    ///
    /// @throws InvalidNetworkFile if a part is out of its form
    public Entry(String name, long power, String p2p, URI url, Optional<Keys> keys) {
      this(name, power, p2p, url, keys, Optional.empty(), Optional.empty());
    }

    /// One that bonds a stake, without keys yet.
    ///
    /// @throws InvalidNetworkFile if a part is out of its form
    public static Entry bonding(String name, Amount stake, String p2p, URI url) {
      return new Entry(name, 0, p2p, url, Optional.empty(), Optional.of(stake), Optional.empty());
    }

    /// Where its own CometBFT answers it: one port above, on its machine alone.
    String rpc() {
      int colon = p2p.lastIndexOf(':');
      int port = Integer.parseInt(p2p.substring(colon + 1));
      return "127.0.0.1:" + (port < 65_535 ? port + 1 : port - 1);
    }

    Entry with(Keys made, Optional<Founder> bond) {
      return new Entry(name, power, p2p, url, Optional.of(made), stake, bond);
    }

    /// This one alone, as it stands in the file.
    public String format() {
      StringBuilder out = new StringBuilder();
      out.append("validator ").append(name).append('\n');
      if (stake.isEmpty()) {
        out.append("power ").append(power).append('\n');
      }
      stake.ifPresent(bonded -> out.append("stake ").append(coins(bonded)).append('\n'));
      out.append("p2p ").append(p2p).append('\n');
      out.append("url ").append(url).append('\n');
      keys.ifPresent(made -> {
        out.append("key ").append(hex(made.validator)).append('\n');
        out.append("beacon ").append(hex(made.beacon)).append('\n');
        out.append("node ").append(made.node).append('\n');
      });
      founder.ifPresent(bound -> {
        out.append("operator ").append(address(bound.operator())).append('\n');
        out.append("key-proof ").append(hex(bound.keyProof())).append('\n');
        out.append("beacon-proof ").append(hex(bound.beaconProof())).append('\n');
      });
      return out.toString();
    }
  }

  /// What others know of a validator's keys.
  ///
  /// @param validator signs votes, 32 bytes
  /// @param beacon proves beacons, 32 bytes
  /// @param node the name of its CometBFT among the others, 40 hexadecimal digits
  public record Keys(ByteString validator, ByteString beacon, String node) {}

  public String format() {
    StringBuilder out = new StringBuilder(FIRST).append('\n');
    chain.ifPresent(agreed -> out.append(agreed.format()));
    entries.forEach(entry -> out.append('\n').append(entry.format()));
    return out.toString();
  }

  /// @throws InvalidNetworkFile naming what is wrong
  public static ValidatorsFile parse(String text) {
    require(text.length() <= MAX_SIZE, "it is longer than " + MAX_SIZE);
    return new ValidatorsText(text).file();
  }

  private static String coins(Amount amount) {
    return Amounts.text(amount).replace(" CAIRN", "");
  }

  /// As hexadecimal digits: before there is a chain an address has no prefix.
  private static String address(Address address) {
    return hex(address.bytes());
  }

  private static String hex(ByteString bytes) {
    return HexFormat.of().formatHex(bytes.toByteArray());
  }

  static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new InvalidNetworkFile(otherwise);
    }
  }
}
