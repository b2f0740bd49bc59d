//go:build tools

// Package cometbft pins the CometBFT that the interop tests run against.
package cometbft

import _ "github.com/cometbft/cometbft/cmd/cometbft"
