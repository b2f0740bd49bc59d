package network.cairn.cli;

import java.nio.file.Path;
import java.util.List;
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
  /// @param validators how many, or the path of their file; a home for this machine alone if empty
  /// @param staking whether validators are chosen by stake
  /// @param genesis one that another made of that file
  /// @param treasury the file of its keys; one is made where none is given
  /// @param p2p `host:port` of the first validator's CometBFT
  /// @param json whether a program reads what was made
  record LedgerInit(
      Path folder,
      Optional<String> chainId,
      boolean dev,
      String url,
      Optional<String> validators,
      boolean staking,
      Optional<Path> genesis,
      Optional<Path> treasury,
      String p2p,
      boolean json)
      implements Role {}

  /// Makes a validator's keys and prints what others may know of it.
  ///
  /// @param power of its votes, as typed
  /// @param p2p `host:port` of its CometBFT
  /// @param url of its door
  /// @param stake in CAIRN, as typed
  /// @param chainId of the chain with staking that it founds
  record LedgerKeys(
      Path folder,
      String name,
      Optional<String> power,
      String p2p,
      String url,
      Optional<String> stake,
      Optional<String> chainId)
      implements Role {}

  /// Makes the home of a node that founded nothing.
  ///
  /// @param network the network's file
  /// @param p2p `host:port` where its CometBFT listens
  /// @param url of its door
  /// @param peers `id@host:port` of consensus nodes, with commas, besides those that servers name
  /// @param json whether a program reads what was made
  record LedgerJoin(
      Path folder, Path network, String p2p, String url, Optional<String> peers, boolean json)
      implements Role {}

  /// Runs a chain.
  ///
  /// @param listen `address:port`, where the network file says if empty
  /// @param hosts further names that it may be called by, with commas
  /// @param metrics `address:port` of a door for who watches it; none if not given
  /// @param history blocks for which events and outcomes are kept
  /// @param snapshots blocks from one snapshot of the state to the next
  /// @param archive whether old blocks are kept for ever
  /// @param engine `embedded` or `cometbft`
  /// @param cometbft the program; looked for where it is not given
  record LedgerStart(
      Path folder,
      Optional<String> listen,
      Optional<String> hosts,
      Optional<String> metrics,
      Optional<String> history,
      Optional<String> snapshots,
      boolean archive,
      String engine,
      Optional<String> cometbft)
      implements Role {}

  /// Moves a chain of one validator to several.
  ///
  /// @param output folder of their homes
  /// @param validators how many, or the path of their file
  /// @param p2p `host:port` of the first validator's CometBFT
  /// @param json whether a program reads what was made
  record LedgerMigrate(Path folder, Path output, String validators, String p2p, boolean json)
      implements Role {}

  /// Sends tokens from a chain's treasury.
  ///
  /// @param json whether a program reads what was sent
  record LedgerTransfer(Path folder, String to, String amount, boolean json) implements Role {}

  /// Makes a holder's key of a treasury of several, or takes the one that is there, and prints its
  /// line.
  ///
  /// @param weight as typed
  record TreasuryKey(Path folder, Optional<String> chainId, Optional<String> weight)
      implements Role {}

  /// Shows a chain's treasury of several keys.
  ///
  /// @param json whether a program reads it
  record TreasuryShow(Path folder, boolean json) implements Role {}

  /// Writes an order of the treasury that its keys are to sign.
  ///
  /// @param payments each `address=amount`
  /// @param keys the file of new ones
  /// @param blocks for which it is valid, as typed
  /// @param output the file
  /// @param json whether a program reads what was made
  record TreasuryOrder(
      Path folder,
      Purpose act,
      List<String> payments,
      Optional<Path> keys,
      String blocks,
      Path output,
      boolean json)
      implements Role {
    /// What it does.
    public enum Purpose {
      PAY,
      REKEY,
      KEEP
    }
  }

  /// Signs an order of the treasury with the key in a folder.
  ///
  /// @param json whether a program reads what was signed
  record TreasurySign(Path folder, Path order, boolean look, boolean json) implements Role {}

  /// Sends an order of the treasury.
  ///
  /// @param orders files of it, one at least, whose signatures are put together
  /// @param json whether a program reads what was done
  record TreasurySend(Path folder, List<Path> orders, boolean json) implements Role {}

  /// Shows a ledger's parameters and what is voted on.
  ///
  /// @param json whether a program reads them
  record LedgerParams(Path folder, boolean json) implements Role {}

  /// Proposes other parameters, a program that all must run, or the treasury's keys, with the key
  /// of a home's operator.
  ///
  /// @param changes each `name=value`
  /// @param at the first block that it would hold for, as typed; as early as it may if empty
  /// @param treasury the file of keys that the treasury would have
  /// @param json whether a program reads what was proposed
  record LedgerPropose(
      Path folder,
      List<String> changes,
      Optional<String> appVersion,
      Optional<String> release,
      Optional<String> at,
      Optional<Path> treasury,
      boolean json)
      implements Role {}

  /// Votes on a proposal with the key of a home's operator.
  ///
  /// @param vote `yes` or `no`, as typed
  /// @param json whether a program reads what was done
  record LedgerVote(Path folder, String proposal, String vote, boolean json) implements Role {}

  /// Shows or changes what a home's operator has bonded as a validator.
  ///
  /// @param amount in CAIRN, as typed, where one is bonded, added or withdrawn
  /// @param json whether a program reads what was done
  record LedgerStake(Path folder, Act act, Optional<String> amount, boolean json) implements Role {
    /// What is done.
    public enum Act {
      SHOW,
      BOND,
      ADD,
      WITHDRAW,
      RETURN
    }
  }

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

  /// Gives the node a new key.
  ///
  /// @param old the name under which the one of now is kept
  record KeyRotate(Path home, String old) implements Role {}

  /// Shows the whole thing.
  ///
  /// @param file what to keep, made if empty
  /// @param keep whether the network's files are left
  /// @param validators how many make the blocks; one process alone if empty
  record Demo(Optional<Path> file, boolean keep, Optional<String> validators) implements Role {}

  /// Starts a small network, or what of it does not run.
  ///
  /// @param validators how many make the blocks; one process alone if empty
  /// @param json whether a program reads how it stands then
  record TestnetUp(Path folder, Optional<String> validators, boolean json) implements Role {}

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
