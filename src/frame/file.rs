//! A file that is hashed while it is written, so that nobody has to read it again.

use std::fs::File;
use std::io::{self, Write};
use std::path::Path;

/// A file on its way to the disk.
#[derive(Debug)]
pub struct HashedFile {
    file: File,
    hasher: blake3::Hasher,
}

impl HashedFile {
    /// Creates an empty file; one that stands there is replaced.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn create(path: &Path) -> io::Result<Self> {
        Ok(Self {
            file: File::create(path)?,
            hasher: blake3::Hasher::new(),
        })
    }

    /// Waits until the file is on the disk, and gives its hash.
    ///
    /// # Errors
    ///
    /// What the system says.
    pub fn finish(self) -> io::Result<blake3::Hash> {
        self.file.sync_all()?;
        Ok(self.hasher.finalize())
    }
}

impl Write for HashedFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.file.write(bytes)?;
        self.hasher.update(&bytes[..written]);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_is_that_of_the_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("file");
        let mut file = HashedFile::create(&path).expect("created");
        file.write_all(b"one, ").expect("written");
        file.write_all(b"two").expect("written");
        let hash = file.finish().expect("on the disk");
        let bytes = std::fs::read(&path).expect("read");
        assert_eq!(
            (bytes.as_slice(), hash),
            (&b"one, two"[..], blake3::hash(&bytes))
        );
    }
}
