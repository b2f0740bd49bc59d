package network.cairn.ledger.engine;

/// The state demands a newer program for its next block (docs/protocol.md §17). Nothing is wrong
/// with what is stored, but this program goes on with it no further.
public final class ProgramTooOld extends DamagedLedger {
  private static final long serialVersionUID = 1L;

  ProgramTooOld(String message) {
    super(message);
  }
}
