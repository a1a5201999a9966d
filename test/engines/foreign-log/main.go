// Command foreign-log checks a log made by this project with programs that this project did not write, and makes one of its own with
// them: golang.org/x/mod/sumdb for notes, trees and tiles, transparency-dev/formats for cosignatures and proofs of logging,
// filippo.io/mldsa for ML-DSA-44. It reads a Case from standard input and writes an Answer to standard output.
package main

import (
	"encoding/json"
	"fmt"
	"os"
)

// Case is one log of ours: its keys, the leaves, and what was signed and proved of them. Bytes are base64.
type Case struct {
	Origin     string      `json:"origin"`
	LogVkey    string      `json:"logVkey"`
	Cosigners  []string    `json:"cosigners"`
	Note       string      `json:"note"`
	Leaves     [][]byte    `json:"leaves"`
	Inclusion  []Inclusion `json:"inclusion"`
	Consistent []Prefix    `json:"consistent"`
	TlogProof  string      `json:"tlogProof"`
	// Tiles by their path under the log's prefix.
	Tiles map[string][]byte `json:"tiles"`
	// Seed of 32 bytes for the keys of the foreign log, and the time at which it cosigns.
	Seed []byte `json:"seed"`
	// Message that both sides sign deterministically with the ML-DSA-44 key of the seed.
	Message []byte `json:"message"`
}

type Inclusion struct {
	Index int64    `json:"index"`
	Size  int64    `json:"size"`
	Proof [][]byte `json:"proof"`
}

type Prefix struct {
	OldSize int64    `json:"oldSize"`
	NewSize int64    `json:"newSize"`
	Proof   [][]byte `json:"proof"`
}

// Answer holds the outcome of each check, empty when it passed, and the foreign log over the same leaves.
type Answer struct {
	Checks  map[string]string `json:"checks"`
	Foreign Foreign           `json:"foreign"`
}

func main() {
	var c Case
	if err := json.NewDecoder(os.Stdin).Decode(&c); err != nil {
		fail(err)
	}
	foreign, err := makeForeign(&c)
	if err != nil {
		fail(err)
	}
	answer := Answer{Checks: check(&c), Foreign: *foreign}
	if err := json.NewEncoder(os.Stdout).Encode(answer); err != nil {
		fail(err)
	}
}

func fail(err error) {
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}
