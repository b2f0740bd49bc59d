package network.cairn.cli;

import java.nio.file.Path;
import java.util.Optional;

/// What a process can be besides a client, with what the command line said of it. Paths are
/// resolved, values are as they were written.
public sealed interface Role {
  /// Makes a home.
  ///
  /// @param network the file of a network to belong to
  /// @param profile of the configuration, several with commas, empty for the usual one
  record Init(Path home, Optional<Path> network, String profile) implements Role {}

  /// Runs the node.
  ///
  /// @param init whether to make a home first where there is none
  /// @param collect whether garbage is collected when the store is nearly full
  /// @param offline whether it keeps away from the network
  /// @param profile of the configuration that is made, as for [Init]
  record Daemon(Path home, boolean init, String profile, boolean collect, boolean offline)
      implements Role {}

  /// Runs the node as a provider; what is given is kept for the next start.
  ///
  /// @param repair whether it takes repair tickets
  record ProviderStart(
      Path home,
      Optional<String> capacity,
      Optional<String> price,
      Optional<String> minSize,
      Optional<String> maxSize,
      Optional<String> payout,
      Optional<String> bond,
      boolean repair)
      implements Role {}

  /// Makes a chain.
  ///
  /// @param chainId one is made up where none is given
  /// @param dev whether it is of the dev profile
  /// @param url where it will answer
  /// @param validators how many; a home for this machine alone if empty
  /// @param p2p `host:port` of the first validator's CometBFT
  /// @param json whether a program reads what was made
  record LedgerInit(
      Path folder,
      Optional<String> chainId,
      boolean dev,
      String url,
      Optional<String> validators,
      String p2p,
      boolean json)
      implements Role {}

  /// Runs a chain.
  ///
  /// @param listen `address:port`, where the network file says if empty
  /// @param hosts further names that it may be called by, with commas
  /// @param history blocks for which events and outcomes are kept
  /// @param engine `embedded` or `cometbft`
  /// @param cometbft the program; looked for where it is not given
  record LedgerStart(
      Path folder,
      Optional<String> listen,
      Optional<String> hosts,
      Optional<String> history,
      String engine,
      Optional<String> cometbft)
      implements Role {}

  /// Sends tokens from a chain's treasury.
  ///
  /// @param json whether a program reads what was sent
  record LedgerTransfer(Path folder, String to, String amount, boolean json) implements Role {}

  /// Shows a ledger without a daemon.
  ///
  /// @param home the node's, for its network
  /// @param folder the ledger's home that was named
  /// @param usual the ledger's home to look at where neither leads to a ledger
  /// @param json whether a program reads it
  record LedgerStatus(Path home, Optional<Path> folder, Path usual, boolean json) implements Role {}

  /// Replays a chain from genesis.
  ///
  /// @param json whether a program reads where it stands
  record LedgerVerify(Path folder, boolean json) implements Role {}

  /// Writes the network file of a home's network that trusts the newest believed header.
  ///
  /// @param file standard output if empty
  record LedgerTrust(Path home, Optional<Path> file) implements Role {}

  /// Tells the addresses of a home, which its keys decide.
  ///
  /// @param json whether programs read it
  record WalletAddress(Path home, boolean json) implements Role {}

  /// Checks a receipt.
  ///
  /// @param network the network's file, the home's if empty
  /// @param fetch whether the hand-overs that it lacks are asked for, and kept in it
  /// @param json whether programs read what it proves
  record ReceiptVerify(Path home, Path receipt, Optional<Path> network, boolean fetch, boolean json)
      implements Role {}

  /// Writes a named key to a file.
  ///
  /// @param format its name, as the table has it
  record KeyExport(Path home, String name, String format, Path file) implements Role {}

  /// Shows the whole thing.
  ///
  /// @param file what to keep, made if empty
  /// @param keep whether the network's files are left
  record Demo(Optional<Path> file, boolean keep) implements Role {}

  /// Starts a small network, or what of it does not run.
  ///
  /// @param json whether a program reads how it stands then
  record TestnetUp(Path folder, boolean json) implements Role {}

  /// Shows a small network.
  ///
  /// @param json whether a program reads how it stands then
  record TestnetStatus(Path folder, boolean json) implements Role {}

  /// Starts one process of a small network.
  ///
  /// @param json whether a program reads how it stands then
  record TestnetStart(Path folder, String name, boolean json) implements Role {}

  /// Ends one process of a small network.
  ///
  /// @param json whether a program reads how it stands then
  record TestnetStop(Path folder, String name, boolean json) implements Role {}

  /// Ends a small network and removes its folder.
  ///
  /// @param json whether a program reads how it stands then
  record TestnetDown(Path folder, boolean json) implements Role {}
}
