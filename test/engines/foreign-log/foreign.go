package main

import (
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"fmt"

	"filippo.io/mldsa"
	"github.com/transparency-dev/formats/log"
	fnote "github.com/transparency-dev/formats/note"
	"github.com/transparency-dev/formats/proof"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// Foreign is a log over the case's leaves, signed, cosigned and proved by the foreign programs.
type Foreign struct {
	Vkeys      []string    `json:"vkeys"`
	Note       string      `json:"note"`
	Inclusion  []Inclusion `json:"inclusion"`
	Consistent []Prefix    `json:"consistent"`
	// TlogProof is of the last leaf.
	TlogProof string `json:"tlogProof"`
	// The ML-DSA-44 key of the seed and its deterministic signature of the message.
	PublicKey []byte `json:"publicKey"`
	Signature []byte `json:"signature"`
}

const (
	algEd25519       = 1
	algEd25519Cosign = 4
	algMLDSA44       = 6
)

// keyPair formats a signer key and a verifier key as the libraries read them.
func keyPair(name string, alg byte, private, public []byte) (skey, vkey string) {
	public = append([]byte{alg}, public...)
	sum := sha256.Sum256(append([]byte(name+"\n"), public...))
	id := binary.BigEndian.Uint32(sum[:])
	b64 := base64.StdEncoding.EncodeToString
	skey = fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, id, b64(append([]byte{alg}, private...)))
	return skey, fmt.Sprintf("%s+%08x+%s", name, id, b64(public))
}

func makeForeign(c *Case) (*Foreign, error) {
	ed := ed25519.NewKeyFromSeed(c.Seed).Public().(ed25519.PublicKey)
	ml, err := mldsa.NewPrivateKey(mldsa.MLDSA44(), c.Seed)
	if err != nil {
		return nil, err
	}
	f := &Foreign{PublicKey: ml.PublicKey().Bytes()}
	if f.Signature, err = ml.SignDeterministic(c.Message, nil); err != nil {
		return nil, err
	}
	s, err := tree(c.Leaves)
	if err != nil {
		return nil, err
	}
	if err := f.sign(c, s, ed); err != nil {
		return nil, err
	}
	return f, f.prove(c, s)
}

func (f *Foreign) sign(c *Case, s stored, ed ed25519.PublicKey) error {
	logSkey, logVkey := keyPair(c.Origin, algEd25519, c.Seed, ed)
	edSkey, edVkey := keyPair("foreign.example/w", algEd25519Cosign, c.Seed, ed)
	mlSkey, mlVkey := keyPair("foreign.example/w", algMLDSA44, c.Seed, f.PublicKey)
	f.Vkeys = []string{logVkey, edVkey, mlVkey}
	plain, err := note.NewSigner(logSkey)
	if err != nil {
		return err
	}
	signers := []note.Signer{plain}
	for _, skey := range []string{edSkey, mlSkey} {
		signer, err := fnote.NewSignerForCosignatureV1(skey)
		if err != nil {
			return err
		}
		signers = append(signers, signer)
	}
	size := int64(len(c.Leaves))
	root, err := tlog.TreeHash(size, s)
	if err != nil {
		return err
	}
	cp := log.Checkpoint{Origin: c.Origin, Size: uint64(size), Hash: root[:]}
	signed, err := note.Sign(&note.Note{Text: string(cp.Marshal())}, signers...)
	f.Note = string(signed)
	return err
}

func bytesOf(list []tlog.Hash) [][]byte {
	out := make([][]byte, len(list))
	for i := range list {
		out[i] = list[i][:]
	}
	return out
}

func (f *Foreign) prove(c *Case, s stored) error {
	for _, p := range c.Inclusion {
		list, err := tlog.ProveRecord(p.Size, p.Index, s)
		if err != nil {
			return err
		}
		f.Inclusion = append(f.Inclusion, Inclusion{p.Index, p.Size, bytesOf(list)})
	}
	for _, p := range c.Consistent {
		list, err := tlog.ProveTree(p.NewSize, p.OldSize, s)
		if err != nil {
			return err
		}
		f.Consistent = append(f.Consistent, Prefix{p.OldSize, p.NewSize, bytesOf(list)})
	}
	size := int64(len(c.Leaves))
	list, err := tlog.ProveRecord(size, size-1, s)
	if err != nil {
		return err
	}
	p := proof.TLogProof{Index: uint64(size - 1), Checkpoint: []byte(f.Note), ExtraData: []byte("extra")}
	for _, h := range list {
		p.Hashes = append(p.Hashes, h)
	}
	f.TlogProof = string(p.Marshal())
	return nil
}
