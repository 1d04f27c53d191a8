package peers

import (
	"debug/elf"
	"os"
	"strings"
)

// StrippedSize is what a program would take without symbols and debugging
// information, in bytes: of an ELF file the sections that a linker's -s leaves
// out are not counted, of others the whole file is.
func StrippedSize(program string) (int64, error) {
	info, err := os.Stat(program)
	if err != nil {
		return 0, err
	}
	size := info.Size()
	f, err := elf.Open(program)
	if err != nil {
		return size, nil // another system's program
	}
	defer f.Close()
	for _, s := range f.Sections {
		if strings.HasPrefix(s.Name, ".debug_") || strings.HasPrefix(s.Name, ".zdebug_") || s.Name == ".symtab" || s.Name == ".strtab" {
			size -= int64(s.FileSize)
		}
	}
	return size, nil
}
