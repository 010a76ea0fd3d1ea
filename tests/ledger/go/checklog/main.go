// Command checklog checks a tlog-tiles directory with Go's own golang.org/x/mod packages and nothing of ours:
// the checkpoint's signature, every tile under its root, every entry's inclusion, growth from every earlier size.
package main

import (
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const width = 256

func name(n int64, w int) string {
	path := fmt.Sprintf("%03d", n%1000)
	for n >= 1000 {
		n /= 1000
		path = fmt.Sprintf("x%03d/%s", n%1000, path)
	}
	if w < width {
		path += fmt.Sprintf(".p/%d", w)
	}
	return path
}

type reader struct{ dir string }

func (r reader) Height() int { return 8 }

func (r reader) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, t := range tiles {
		data, err := os.ReadFile(filepath.Join(r.dir, "tile", strconv.Itoa(t.L), name(t.N, t.W)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func (r reader) SaveTiles([]tlog.Tile, [][]byte) {}

func entries(dir string, size int64) ([][]byte, error) {
	var all [][]byte
	for n := int64(0); n*width < size; n++ {
		w := size - n*width
		if w > width {
			w = width
		}
		data, err := os.ReadFile(filepath.Join(dir, "tile", "entries", name(n, int(w))))
		if err != nil {
			return nil, err
		}
		for len(data) > 0 {
			end := 2 + int(binary.BigEndian.Uint16(data))
			if end > len(data) {
				return nil, fmt.Errorf("an entry bundle is cut")
			}
			all, data = append(all, data[2:end]), data[end:]
		}
	}
	return all, nil
}

func check(dir, vkey string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	signed, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	opened, err := note.Open(signed, note.VerifierList(verifier))
	if err != nil {
		return err
	}
	lines := strings.Split(opened.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil || lines[0] != verifier.Name() {
		return fmt.Errorf("not a checkpoint of %s", verifier.Name())
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return err
	}
	head := tlog.Tree{N: size, Hash: root}
	hashes := tlog.TileHashReader(head, reader{dir})
	logged, err := entries(dir, size)
	if err != nil || int64(len(logged)) != size {
		return fmt.Errorf("%d of %d entries: %v", len(logged), size, err)
	}
	for n := int64(0); n < size; n++ {
		proof, err := tlog.ProveRecord(size, n, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckRecord(proof, size, root, n, tlog.RecordHash(logged[n])); err != nil {
			return fmt.Errorf("entry %d: %v", n, err)
		}
		older, err := tlog.TreeHash(n+1, hashes)
		if err != nil {
			return err
		}
		growth, err := tlog.ProveTree(size, n+1, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(growth, size, root, n+1, older); err != nil {
			return fmt.Errorf("growth from %d: %v", n+1, err)
		}
	}
	fmt.Printf("%d entries of %s agree\n", size, verifier.Name())
	return nil
}

func main() {
	if err := check(os.Args[1], os.Args[2]); err != nil {
		fmt.Println("refused:", err)
		os.Exit(1)
	}
}
