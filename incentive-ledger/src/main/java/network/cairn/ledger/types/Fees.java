package network.cairn.ledger.types;

/// The fee of each message but ProveBatch, which pays for what proves nothing. Immutable.
public record Fees(
    Amount transfer,
    Amount registerProvider,
    Amount updateProvider,
    Amount bondAdd,
    Amount bondWithdraw,
    Amount createAgreement,
    Amount openSet,
    Amount terminate,
    Amount reserveRepair,
    Amount completeRepair) {

  static Fees defaults() {
    return new Fees(
        Params.milli(1),
        Params.milli(5),
        Params.milli(2),
        Params.milli(2),
        Params.milli(2),
        Params.milli(5),
        Params.milli(5),
        Params.milli(2),
        Params.milli(2),
        Params.milli(5));
  }

  /// The fee of one message of a kind; 0 for ProveBatch.
  Amount of(Msg.Kind kind) {
    return switch (kind) {
      case TRANSFER -> transfer;
      case REGISTER_PROVIDER -> registerProvider;
      case UPDATE_PROVIDER -> updateProvider;
      case BOND_ADD -> bondAdd;
      case BOND_WITHDRAW -> bondWithdraw;
      case CREATE_AGREEMENT -> createAgreement;
      case OPEN_SET -> openSet;
      case PROVE_BATCH -> Amount.ZERO;
      case TERMINATE -> terminate;
      case RESERVE_REPAIR -> reserveRepair;
      case COMPLETE_REPAIR -> completeRepair;
      case BOND_STAKE, UNBOND_STAKE, CHANGE_KEYS, UNJAIL ->
          throw new IllegalArgumentException(kind + " has its fee in the staking parameters");
      case PROPOSE, VOTE ->
          throw new IllegalArgumentException(kind + " has its fee in the governance parameters");
      case TREASURY_ORDER ->
          throw new IllegalArgumentException(kind + " has its fee in the treasury's parameters");
    };
  }

  static Fees of(network.cairn.proto.ledger.Fees wire) {
    return new Fees(
        Amount.decode(wire.getTransfer()),
        Amount.decode(wire.getRegisterProvider()),
        Amount.decode(wire.getUpdateProvider()),
        Amount.decode(wire.getBondAdd()),
        Amount.decode(wire.getBondWithdraw()),
        Amount.decode(wire.getCreateAgreement()),
        Amount.decode(wire.getOpenSet()),
        Amount.decode(wire.getTerminate()),
        Amount.decode(wire.getReserveRepair()),
        Amount.decode(wire.getCompleteRepair()));
  }

  network.cairn.proto.ledger.Fees toWire() {
    return network.cairn.proto.ledger.Fees.newBuilder()
        .setTransfer(transfer.encode())
        .setRegisterProvider(registerProvider.encode())
        .setUpdateProvider(updateProvider.encode())
        .setBondAdd(bondAdd.encode())
        .setBondWithdraw(bondWithdraw.encode())
        .setCreateAgreement(createAgreement.encode())
        .setOpenSet(openSet.encode())
        .setTerminate(terminate.encode())
        .setReserveRepair(reserveRepair.encode())
        .setCompleteRepair(completeRepair.encode())
        .build();
  }
}
