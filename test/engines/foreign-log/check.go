package main

import (
	"bytes"
	"errors"
	"fmt"
	"strings"

	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// check runs every check of the case by name.
func check(c *Case) map[string]string {
	checks := map[string]func(*Case) error{
		"note":        checkNote,
		"checkpoint":  checkCheckpoint,
		"root":        checkRoot,
		"inclusion":   checkInclusion,
		"consistency": checkConsistency,
		"tlog-proof":  checkTlogProof,
		"tiles":       checkTiles,
	}
	out := map[string]string{}
	for name, run := range checks {
		out[name] = ""
		if err := run(c); err != nil {
			out[name] = err.Error()
		}
	}
	return out
}

func verifiers(c *Case) (note.Verifiers, error) {
	plain, err := note.NewVerifier(c.LogVkey)
	if err != nil {
		return nil, err
	}
	all := []note.Verifier{plain}
	for _, vkey := range c.Cosigners {
		v, err := fnote.NewVerifierForCosignatureV1(vkey)
		if err != nil {
			return nil, err
		}
		// The library computes the key id; the text has to carry the same.
		if !strings.Contains(vkey, fmt.Sprintf("+%08x+", v.KeyHash())) {
			return nil, fmt.Errorf("key id of %.40s is %08x", vkey, v.KeyHash())
		}
		all = append(all, v)
	}
	return note.VerifierList(all...), nil
}

// checkNote wants every signature line of the note to be of a known key and to hold.
func checkNote(c *Case) error {
	known, err := verifiers(c)
	if err != nil {
		return err
	}
	n, err := note.Open([]byte(c.Note), known)
	if err != nil {
		return err
	}
	if len(n.Sigs) != 1+len(c.Cosigners) || len(n.UnverifiedSigs) != 0 {
		return fmt.Errorf("%d signatures hold, %d do not", len(n.Sigs), len(n.UnverifiedSigs))
	}
	return nil
}

func checkpoint(c *Case) (*log.Checkpoint, error) {
	plain, err := note.NewVerifier(c.LogVkey)
	if err != nil {
		return nil, err
	}
	cp, rest, _, err := log.ParseCheckpoint([]byte(c.Note), c.Origin, plain)
	if err == nil && len(rest) != 0 {
		err = errors.New("extension lines")
	}
	return cp, err
}

func checkCheckpoint(c *Case) error {
	cp, err := checkpoint(c)
	if err != nil {
		return err
	}
	if cp.Size != uint64(len(c.Leaves)) {
		return fmt.Errorf("size %d", cp.Size)
	}
	return nil
}

// tree recomputes the tree from the leaves alone.
func tree(leaves [][]byte) (stored, error) {
	var s stored
	for i, leaf := range leaves {
		hashes, err := tlog.StoredHashes(int64(i), leaf, s)
		if err != nil {
			return nil, err
		}
		s = append(s, hashes...)
	}
	return s, nil
}

// stored is the hash storage of golang.org/x/mod/sumdb/tlog, in memory.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(indexes))
	for i, at := range indexes {
		if at >= int64(len(s)) {
			return nil, fmt.Errorf("no hash %d", at)
		}
		out[i] = s[at]
	}
	return out, nil
}

func checkRoot(c *Case) error {
	cp, err := checkpoint(c)
	if err != nil {
		return err
	}
	s, err := tree(c.Leaves)
	if err != nil {
		return err
	}
	root, err := tlog.TreeHash(int64(len(c.Leaves)), s)
	if err == nil && !bytes.Equal(root[:], cp.Hash) {
		err = fmt.Errorf("root %v", root)
	}
	return err
}

func hashes(list [][]byte) ([]tlog.Hash, error) {
	out := make([]tlog.Hash, len(list))
	for i, b := range list {
		if copy(out[i][:], b) != tlog.HashSize || len(b) != tlog.HashSize {
			return nil, fmt.Errorf("hash of %d bytes", len(b))
		}
	}
	return out, nil
}

func checkInclusion(c *Case) error {
	s, err := tree(c.Leaves)
	if err != nil {
		return err
	}
	for _, p := range c.Inclusion {
		root, err := tlog.TreeHash(p.Size, s)
		if err != nil {
			return err
		}
		list, err := hashes(p.Proof)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(list, p.Size, root, p.Index, tlog.RecordHash(c.Leaves[p.Index])); err != nil {
			return fmt.Errorf("leaf %d of %d: %w", p.Index, p.Size, err)
		}
	}
	return nil
}

func checkConsistency(c *Case) error {
	s, err := tree(c.Leaves)
	if err != nil {
		return err
	}
	for _, p := range c.Consistent {
		older, err := tlog.TreeHash(p.OldSize, s)
		if err != nil {
			return err
		}
		newer, err := tlog.TreeHash(p.NewSize, s)
		if err != nil {
			return err
		}
		list, err := hashes(p.Proof)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(list, p.NewSize, newer, p.OldSize, older); err != nil {
			return fmt.Errorf("%d in %d: %w", p.OldSize, p.NewSize, err)
		}
	}
	return nil
}

func checkTlogProof(c *Case) error {
	var p proof.TLogProof
	if err := p.Unmarshal([]byte(c.TlogProof)); err != nil {
		return err
	}
	if got := string(p.Marshal()); got != c.TlogProof {
		return fmt.Errorf("written again it reads %q", got)
	}
	if string(p.Checkpoint) != c.Note {
		return errors.New("another checkpoint")
	}
	cp, err := checkpoint(c)
	if err != nil {
		return err
	}
	list := make([]tlog.Hash, len(p.Hashes))
	for i, h := range p.Hashes {
		list[i] = tlog.Hash(h)
	}
	leaf := tlog.RecordHash(c.Leaves[p.Index])
	return tlog.CheckRecord(list, int64(cp.Size), tlog.Hash(cp.Hash), int64(p.Index), leaf)
}

// tiles serves the case's tiles to golang.org/x/mod/sumdb/tlog, whose paths name the height first.
type tiles map[string][]byte

func (t tiles) Height() int                         { return 8 }
func (t tiles) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (t tiles) ReadTiles(list []tlog.Tile) ([][]byte, error) {
	out := make([][]byte, len(list))
	for i, tile := range list {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		data, ok := t[path]
		if !ok {
			return nil, fmt.Errorf("no tile %s", path)
		}
		out[i] = data
	}
	return out, nil
}

// checkTiles reads every leaf hash through the tiles, which that library authenticates against the root.
func checkTiles(c *Case) error {
	cp, err := checkpoint(c)
	if err != nil {
		return err
	}
	size := int64(cp.Size)
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: tlog.Hash(cp.Hash)}, tiles(c.Tiles))
	indexes := make([]int64, size)
	for i := range indexes {
		indexes[i] = tlog.StoredHashIndex(0, int64(i))
	}
	got, err := reader.ReadHashes(indexes)
	if err != nil {
		return err
	}
	for i, leaf := range c.Leaves {
		if got[i] != tlog.RecordHash(leaf) {
			return fmt.Errorf("leaf %d", i)
		}
	}
	// Every tile that the tree has is there under its own name, and no other.
	want := tlog.NewTiles(8, 0, size)
	if len(want) != len(c.Tiles) {
		return fmt.Errorf("%d tiles, %d expected", len(c.Tiles), len(want))
	}
	_, err = tiles(c.Tiles).ReadTiles(want)
	return err
}
