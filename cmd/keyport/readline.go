package main

import (
	"bufio"
	"errors"
	"io"
	"slices"
)

// readLine reads a line without its end; a last line needs none.
func readLine(r *bufio.Reader) ([]byte, error) {
	text, err := r.ReadBytes('\n')
	if errors.Is(err, io.EOF) && len(text) > 0 {
		err = nil
	}
	return text, err
}

func sorted(list []string) []string {
	slices.Sort(list)
	return list
}
