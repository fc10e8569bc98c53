"""What Nextflow itself tells of its runs: taken in durably first, understood afterwards."""
